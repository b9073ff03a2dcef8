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
  const reveal = id => {
    const line = document.getElementById(id);
    code.scrollTop += line.getBoundingClientRect().top - code.getBoundingClientRect().top - code.clientHeight / 2;
  };
  for (const bar of bars) {
    const id = bar.dataset.line;
    for (const event of ['mouseenter', 'focus']) bar.addEventListener(event, () => { mark(id); reveal(id); });
    for (const event of ['mouseleave', 'blur']) bar.addEventListener(event, () => mark(null));
    bar.addEventListener('click', event => event.preventDefault());
  }
  for (const line of code.querySelectorAll('.waited')) {
    line.addEventListener('mouseenter', () => mark(line.id));
    line.addEventListener('mouseleave', () => mark(null));
  }
  if (code.dataset.show) reveal(code.dataset.show);
}
