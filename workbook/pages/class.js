const box = document.getElementById('anonymous');
const show = () => document.body.classList.toggle('anonymous', box.checked);
box.addEventListener('change', show);
show();
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(details => details.open = true));
