// The prediction is shown above the answer, and kept nowhere else.
for (const guess of document.querySelectorAll('.guess')) {
  const answer = guess.querySelector('.answer');
  const field = guess.querySelector('input[type=text]');
  answer.addEventListener('toggle', () => {
    const chosen = guess.querySelector('input:checked') ?? field;
    const words = chosen ? chosen.value.trim() : '';
    const line = answer.querySelector('.guessed');
    line.hidden = !words;
    line.querySelector('b').textContent = words;
  });
  guess.addEventListener('keydown', event => { if (event.key === 'Enter' && event.target.matches('input')) answer.open = true; });
}

// A link to a line unfolds what is around it.
const reveal = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let box = target.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  target.scrollIntoView({ block: target.matches('li') ? 'center' : 'start' });
};
addEventListener('hashchange', reveal);
reveal();

// On paper nothing can be unfolded. Hints and solution are not on it.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')].filter(details => !details.closest('.hints, .solution'));
  for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false;
});
