// Shows what has all the words that were typed, those with the words in their titles first.
const entries = JSON.parse(document.getElementById('entries').textContent);
const words = document.getElementById('words');
const list = document.getElementById('found');
const count = document.getElementById('count');
const show = () => {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const has = text => wanted.every(word => text.toLowerCase().includes(word));
  const found = wanted.length ? entries.filter(entry => has(entry.title + ' ' + entry.text)).sort((a, b) => has(b.title) - has(a.title)) : [];
  list.replaceChildren(...found.map(entry => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = entry.file;
    link.textContent = entry.title;
    const text = document.createElement('p');
    text.textContent = entry.text;
    item.append(link, text);
    return item;
  }));
  count.textContent = wanted.length ? found.length + ' found' : '';
};
words.addEventListener('input', show);
document.getElementById('search').hidden = false;
show();
