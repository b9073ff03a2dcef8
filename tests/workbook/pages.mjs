// Looks at the pages of timelines in a real browser, as .ci/run calls it:
//
//   node tests/workbook/pages.mjs CHROMIUM FOLDER
//
// FOLDER is a gallery. playwright-core is found where NODE_PATH says. Exit status: 0 when all is well, 1 with what is not.
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const require = createRequire(process.env.NODE_PATH + '/');
const { chromium } = require('playwright-core');
const [chromiumPath, folder] = process.argv.slice(2);
const pages = readdirSync(folder).filter(name => name.endsWith('.html')).sort();
const faults = [];
let looks = 0;

// What reaches beyond the window, apart from what scrolls inside a box of its own.
const overflowing = () => {
  const found = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > innerWidth + 1 || box.left < -1) && !element.closest('.code, .table')) {
      found.push(`${element.tagName} ${element.getAttribute('class') ?? ''} ${element.textContent.slice(0, 30)}`);
    }
  }
  return found;
};

// Code that begins elsewhere than at the exercise, or does not wrap.
const misplaced = () => [...document.querySelectorAll('.code')].filter(code => {
  const marker = [...code.querySelectorAll('li')].find(line => line.textContent.includes('--- your turn ---'));
  const above = marker.getBoundingClientRect().top - code.getBoundingClientRect().top;
  const atEnd = code.scrollTop + code.clientHeight >= code.scrollHeight - 1;
  return above < -1 || above > 40 && !atEnd || code.scrollWidth > code.clientWidth;
}).map(code => code.getAttribute('aria-label'));

// What a sheet of paper would not show: what is folded, scrolls, or is light on dark.
const hidden = () => {
  dispatchEvent(new Event('beforeprint'));
  const found = [...document.querySelectorAll('body *')].filter(element => element.scrollHeight > element.clientHeight + 1
    && !['visible', 'hidden'].includes(getComputedStyle(element).overflowY)).map(element => `${element.className} scrolls`);
  if (document.querySelector('details:not([open])')) found.push('a table is folded');
  const [red] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g);
  if (red < 200) found.push('the paper is dark');
  return found;
};

// Cards of which both runs look the same.
const alike = () => [...document.querySelectorAll('.card')].filter(card => {
  const [one, other] = [...card.querySelectorAll('.thumb')].map(thumb => [...thumb.querySelectorAll('b, p')].map(words => words.textContent).join());
  return one === other;
}).map(card => card.querySelector('h2').textContent);

// Pictures that do not say whose they are.
const nameless = () => [...document.querySelectorAll('svg.timeline[role]')].map(picture => picture.querySelector('title').textContent)
  .filter(title => !/^(As given|Solved|Your answer): the threads of \S+\.java$/.test(title));

// Names of threads that run into what stands beside them.
const overlapping = () => [...document.querySelectorAll('svg.timeline .thread')].filter(name => {
  const beside = name.nextElementSibling?.classList.contains('waits') ? name.nextElementSibling : null;
  return beside?.textContent && name.getBoundingClientRect().right > beside.getBoundingClientRect().left;
}).map(name => name.textContent);

const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
for (const name of pages) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1440]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const fault = what => faults.push(`${name}, ${width} pixels, ${colorScheme}: ${what}`);
      page.on('console', message => fault(`the console says ${message.text()}`));
      page.on('pageerror', error => fault(`an error: ${error.message}`));
      page.on('request', request => request.url().startsWith('http') && fault(`asks the network for ${request.url()}`));
      await page.goto(pathToFileURL(resolve(folder, name)).href);
      (await page.evaluate(overflowing)).forEach(what => fault(`${what} overflows`));
      (await page.evaluate(overlapping)).forEach(what => fault(`${what} runs into the words beside it`));
      (await page.evaluate(nameless)).forEach(title => fault(`a picture is called '${title}'`));
      if (name === 'index.html') {
        const links = await page.locator('.card a').evaluateAll(links => links.map(link => link.getAttribute('href')));
        links.filter(link => !pages.includes(link)).forEach(link => fault(`links to ${link}, which is missing`));
        (await page.evaluate(alike)).forEach(title => fault(`both runs of ${title} look alike`));
      } else {
        (await page.evaluate(misplaced)).forEach(what => fault(`the code of ${what} does not open at the exercise, or does not wrap`));
        await highlights(page, fault);
      }
      await page.emulateMedia({ media: 'print' });
      (await page.evaluate(hidden)).forEach(what => fault(`on paper ${what}`));
      looks++;
      await page.close();
    }
  }
}
await browser.close();
faults.forEach(fault => console.error(fault));
console.log(`${looks} looks at ${pages.length} pages, ${faults.length} faults.`);
process.exit(faults.length ? 1 : 0);

async function highlights(page, fault) {
  const marked = () => page.locator('.code .on').evaluateAll(lines => lines.map(line => {
    const code = line.closest('.code').getBoundingClientRect();
    const box = line.getBoundingClientRect();
    return { id: line.id, shown: box.top >= code.top - 1 && box.bottom <= code.bottom + 1 };
  }));
  const check = async (how, bar) => {
    const wanted = await bar.getAttribute('data-line');
    const lines = await marked();
    if (lines.length !== 1 || lines[0].id !== wanted || !lines[0].shown) {
      fault(`${how} a bar of ${wanted} marks ${JSON.stringify(lines)}`);
    }
  };
  for (const run of await page.locator('.run').all()) {
    // Of bars that are wide enough to be pointed at, the widest.
    const widths = await run.locator('svg.timeline a').evaluateAll(bars => bars.map(bar => bar.getBoundingClientRect().width));
    if (!widths.length) {
      fault('a run has no bar that leads to a line');
      continue;
    }
    const bar = run.locator('svg.timeline a').nth(widths.indexOf(Math.max(...widths)));
    await bar.hover();
    await check('pointing at', bar);
    await page.mouse.move(0, 0);
    if ((await marked()).length) fault('the mark stays when nothing is pointed at');
    await bar.focus();
    await check('focusing', bar);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await check('tabbing to', bar);
    await page.evaluate(() => document.activeElement.blur());
    const line = run.locator('.code .waited').first();
    await line.hover();
    if (!await run.locator('svg.timeline a.on').count() && await run.locator(`svg.timeline a[data-line="${await line.getAttribute('id')}"]`).count()) {
      fault('pointing at a line marks no bar');
    }
    await page.mouse.move(0, 0);
  }
}
