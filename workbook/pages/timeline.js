// Pointing at a bar, or reaching it with the keyboard, marks the line that waited; pointing at a line marks its bars.
for (const run of document.querySelectorAll('.run')) {
  const code = run.querySelector('.code');
  const picture = run.querySelector('svg.timeline');
  const bars = [...picture.querySelectorAll('a')];

  const mark = id => {
    for (const line of code.querySelectorAll('.on')) line.classList.remove('on');
    for (const bar of bars) bar.classList.toggle('on', bar.dataset.line === id);
    picture.classList.toggle('pointed', Boolean(id));
    if (id) document.getElementById(id).classList.add('on');
  };
  const reveal = (id, share) => {
    const line = document.getElementById(id);
    code.scrollTop += line.getBoundingClientRect().top - code.getBoundingClientRect().top - code.clientHeight * share;
  };
  for (const bar of bars) {
    const id = bar.dataset.line;
    for (const event of ['mouseenter', 'focus']) bar.addEventListener(event, () => { mark(id); reveal(id, .5); });
    for (const event of ['mouseleave', 'blur']) bar.addEventListener(event, () => mark(null));
    bar.addEventListener('click', event => event.preventDefault());
  }
  for (const line of code.querySelectorAll('.waited')) {
    line.addEventListener('mouseenter', () => mark(line.id));
    line.addEventListener('mouseleave', () => mark(null));
  }
  if (code.dataset.show) reveal(code.dataset.show, 0);
}

// On paper nothing can be unfolded.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')];
  for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false;
});
