// Shows what the workbook sends, and asks it for what is clicked and typed. All else is decided there.
const $ = id => document.getElementById(id);

const heading = () => $('work').querySelector('h2')?.textContent;
const show = regions => {
  const before = heading();
  for (const [id, html] of Object.entries(regions)) {
    if (id === 'title') {
      document.title = html;
      continue;
    }
    const place = $(id);
    const focused = place.contains(document.activeElement) && document.activeElement.id;
    const open = [...place.querySelectorAll('details[id][open]')].map(details => details.id);
    const output = $('output');
    const following = !output || output.scrollTop + output.clientHeight >= output.scrollHeight - 5;
    place.innerHTML = html;
    open.forEach(details => $(details)?.setAttribute('open', ''));
    if (focused) $(focused)?.focus();
    if (id === 'work' && $('output') && following) $('output').scrollTop = $('output').scrollHeight;
  }
  if (heading() === before) return;
  // Something else is to be seen: it is in view, and a new lesson from its beginning.
  $('copied').textContent = '';
  if ($('guess') && document.activeElement === document.body) $('guess').focus({ preventScroll: true });
  const top = $('work').getBoundingClientRect().top;
  if ($('work').querySelector('.guess')) scrollTo(0, 0);
  else if (top < 0 || top > innerHeight / 2) $('work').scrollIntoView();
};

// A stream that is silent for long is not there any more, also when the machine has slept: it is opened anew, and begins with all there is.
let stream, heard, waiting;
const listen = () => {
  clearTimeout(waiting);
  stream?.close();
  stream = new EventSource('events');
  heard = Date.now();
  stream.onmessage = event => {
    alive();
    show(JSON.parse(event.data));
  };
  stream.addEventListener('still', alive);
  stream.onerror = () => {
    $('gone').hidden = false;
    stream.close();
    clearTimeout(waiting);
    waiting = setTimeout(listen, 1000);
  };
};
const alive = () => {
  heard = Date.now();
  $('gone').hidden = true;
};
setInterval(() => !document.hidden && Date.now() - heard > 25000 && listen(), 5000);
addEventListener('online', listen);

// A browser has six connections to a host, for all its pages: one that is not looked at needs none.
document.addEventListener('visibilitychange', () => document.hidden ? stream.close() : listen());

const ask = async (what, value) => {
  if (what === 'open' && !('opens' in document.body.dataset)) {
    const place = $('file').textContent + ':' + value;
    await navigator.clipboard.writeText(place).then(() => $('copied').textContent = 'Copied: ' + place, () => $('copied').textContent = place);
    return;
  }
  await fetch('do', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ [what]: value }), signal: AbortSignal.timeout(10000) })
    .then(async answer => answer.ok || ($('copied').textContent = await answer.text()), () => $('gone').hidden = false);
  if (what === 'go') {
    if ($('all').contains(document.activeElement)) $('list').focus();
    $('all').open = false;
  }
};

addEventListener('click', event => {
  const button = event.target.closest('button[data-do]');
  const line = event.target.closest('a[href^="#run1-L"]');
  if (line) event.preventDefault();
  if (button || line) ask(button ? button.dataset.do : 'open', button ? button.dataset.with : line.getAttribute('href').replace(/.*-L/, ''));
});
addEventListener('submit', event => {
  event.preventDefault();
  ask('predict', new FormData(event.target).get('guess') ?? '');
});
addEventListener('keydown', event => {
  const key = event.key === 'Escape' ? 'Esc' : event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input[type=text]')) return;
  document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
});
listen();
