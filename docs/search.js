// What has all the words that were typed: first where they are in a page's title, then in a heading, a term, the text. Of a long sentence a
// quarter of the words may differ, for what the workbook says has the figures of its run in it.
const find = (book, typed) => {
  const wanted = typed.toLowerCase().split(/\s+/).map(word => word.replace(/^["'“‘(]+|[.,:;?!"'”’…]+$/g, '')).filter(Boolean);
  const sentence = wanted.join(' ');
  const may = wanted.length < 5 ? 0 : Math.floor(wanted.length / 4);
  const lacks = text => wanted.filter(word => !text.toLowerCase().includes(word)).length;
  const found = [];
  if (!wanted.length) return found;
  for (const page of book) {
    for (const part of page.parts) {
      const title = part.heading && page.file ? page.title + ': ' + part.heading : part.heading || page.title;
      const all = [title, part.text, part.folded].join(' ');
      const lacking = lacks(all);
      if (lacking > may) continue;
      const rank = !page.file ? lacks(part.heading) ? 3 : 2 : lacks(part.heading || page.title) ? 3 : part.heading ? 1 : 0;
      const whole = all.toLowerCase().includes(sentence) ? 0 : 1;
      found.push({ title, part, href: page.file + part.at, order: [lacking, rank, whole] });
    }
  }
  const least = Math.min(...found.map(each => each.order[0]));
  return found.filter(each => each.order[0] === least)
    .sort((a, b) => a.order.map((n, i) => n - b.order[i]).find(n => n) ?? 0)
    .map(({ title, part, href }) => ({ title, href, text: around(part, [sentence, ...wanted.sort((a, b) => b.length - a.length)]) }));
};

// The text about the first of `words` that is in it. What is folded on its page is not shown here.
const around = (part, words) => {
  const within = text => words.map(word => text.toLowerCase().indexOf(word)).find(at => at >= 0);
  if (within(part.text) === undefined && within(part.folded) !== undefined) return 'In what is folded there.';
  const first = Math.max(0, (within(part.text) ?? 0) - 60);
  const from = first ? part.text.indexOf(' ', first) + 1 : 0;
  const to = part.text.length > from + 200 ? part.text.lastIndexOf(' ', from + 200) : part.text.length;
  return (from ? '… ' : '') + part.text.slice(from, to) + (to < part.text.length ? ' …' : '');
};

const MOST = 40;
const show = (words, list, count) => {
  const found = find(book, words.value);
  list.replaceChildren(...found.slice(0, MOST).map(({ title, href, text }) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = href;
    link.textContent = title;
    const about = document.createElement('p');
    about.textContent = text;
    item.append(link, about);
    return item;
  }));
  count.textContent = !words.value.trim() ? '' : found.length > MOST ? found.length + ' found; these are the first ' + MOST : found.length + ' found';
};

// The text is a script, for a page that was opened from a disk may read nothing else; and it is read when somebody wants to search.
if (typeof document !== 'undefined') {
  const words = document.getElementById('words');
  const update = () => show(words, document.getElementById('found'), document.getElementById('count'));
  const read = () => {
    const script = document.createElement('script');
    script.src = 'search-text.js';
    script.onload = () => { words.addEventListener('input', update); update(); };
    document.head.append(script);
  };
  document.getElementById('search').hidden = false;
  if (words.value) read();
  else words.addEventListener('focus', read, { once: true });
}
