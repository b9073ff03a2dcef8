// The prediction is shown above the answer, and kept nowhere else.
const answer = document.querySelector('.answer');
answer.addEventListener('toggle', () => {
  const guess = document.querySelector('.guess input:checked, .guess input[type=text]');
  const words = guess ? guess.value.trim() : '';
  const line = answer.querySelector('.guessed');
  line.hidden = !words;
  line.querySelector('b').textContent = words;
});
const field = document.querySelector('.guess input[type=text]');
if (field) field.addEventListener('keydown', event => { if (event.key === 'Enter') answer.open = true; });

// A link to a line unfolds what is around it.
const reveal = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let box = target.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  target.scrollIntoView({ block: target.matches('li') ? 'center' : 'start' });
};
addEventListener('hashchange', reveal);
reveal();

// On paper nothing can be unfolded; the solution stays folded there.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('#program details:not([open]), #predict details:not([open]), #rest details:not([open])')];
  for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false;
});
