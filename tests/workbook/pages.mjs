// Looks at the pages of timelines in a real browser, as .ci/run calls it:
//
//   node tests/workbook/pages.mjs CHROMIUM FOLDER
//
// FOLDER is a gallery. Exit status: 0 when all is well, 1 with what is not.
import { each, end, hidden, names, overflowing, violations } from './browser.mjs';

let looks = 0;

// Code that begins elsewhere than at the exercise, or does not wrap.
const misplaced = () => [...document.querySelectorAll('.code')].filter(code => {
  const marker = [...code.querySelectorAll('li')].find(line => line.textContent.includes('--- your turn ---'));
  const above = marker.getBoundingClientRect().top - code.getBoundingClientRect().top;
  const atEnd = code.scrollTop + code.clientHeight >= code.scrollHeight - 1;
  return above < -1 || above > 40 && !atEnd || code.scrollWidth > code.clientWidth;
}).map(code => code.getAttribute('aria-label'));

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

await each(names, { viewport: { width: 1440, height: 900 } }, async (page, fault, name) => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1440]) {
      await page.emulateMedia({ colorScheme, media: 'screen' });
      await page.setViewportSize({ width, height: 900 });
      await page.reload();
      const say = what => fault(`at ${width} pixels, ${colorScheme}, ${what}`);
      (await page.evaluate(overflowing)).forEach(what => say(`${what} overflows`));
      (await page.evaluate(overlapping)).forEach(what => say(`${what} runs into the words beside it`));
      (await page.evaluate(nameless)).forEach(title => say(`a picture is called '${title}'`));
      if (name === 'index.html') {
        const links = await page.locator('.card a').evaluateAll(links => links.map(link => link.getAttribute('href')));
        links.filter(link => !names.includes(link)).forEach(link => say(`there is a link to ${link}, which is missing`));
        (await page.evaluate(alike)).forEach(title => say(`both runs of ${title} look alike`));
      } else {
        (await page.evaluate(misplaced)).forEach(what => say(`the code of ${what} does not open at the exercise, or does not wrap`));
        if (colorScheme === 'light') await highlights(page, say);     // it is the same in the dark
      }
      if (['index.html', names[1], names[5], names[9]].includes(name)) (await violations(page)).forEach(say);
      await page.emulateMedia({ media: 'print' });
      (await page.evaluate(hidden)).forEach(what => say(`on paper ${what}`));
      looks++;
    }
  }
});
end(looks);

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
