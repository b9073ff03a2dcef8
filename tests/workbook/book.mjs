// Looks at the book in a real browser, as .ci/run calls it:
//
//   node tests/workbook/book.mjs CHROMIUM docs
//
// Exit status: 0 when all is well, 1 with what is not.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { each, end, faults, hidden, names, overflowing, violations } from './browser.mjs';

const folder = process.argv[3];
const began = Date.now();
let looks = 0;

// What can be reached with Tab: all of it is unfolded before.
const reachable = () => [...document.querySelectorAll('a[href], summary, input, [tabindex="0"]')].filter(element => element.checkVisibility());

await each(names, { viewport: { width: 1440, height: 900 } }, async (page, fault, name) => {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 768, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      (await page.evaluate(overflowing)).forEach(what => fault(`at ${width} pixels ${what} overflows`));
      looks++;
    }
  }
  // Folded things are as good as unfolded ones: what is in them is looked at, too.
  await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
  await page.setViewportSize({ width: 360, height: 900 });
  (await page.evaluate(overflowing)).forEach(what => fault(`unfolded, at 360 pixels ${what} overflows`));
  (await violations(page, ['color-contrast'])).forEach(what => fault(`dark, ${what}`));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  (await violations(page)).forEach(what => fault(what));
  await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = false; }));
  await page.setViewportSize({ width: 720, height: 1040 });    // A4 within its margins
  await page.emulateMedia({ media: 'print' });
  (await page.evaluate(hidden)).forEach(what => fault(`on paper ${what}`));
  (await page.evaluate(overflowing)).forEach(what => fault(`on paper ${what} overflows`));
  looks += 4;
});

// With the keyboard alone: Tab, and Enter on what is folded, reach all that there is.
const lessons = names.filter(name => /^\d\d_\w+\.html$/.test(name));
await each(['index.html', 'how-to-work.html', 'terms.html', lessons[2], lessons[5], lessons[9], lessons[14]], { viewport: { width: 1440, height: 900 } }, async (page, fault) => {
  const focused = new Set();
  for (;;) {
    await page.keyboard.press('Tab');
    const [place, folded] = await page.evaluate(() => {
      const element = document.activeElement;
      element.dataset.place ??= document.querySelectorAll('[data-place]').length;
      return [element === document.body ? null : element.dataset.place, element.matches('details:not([open]) > summary')];
    });
    if (place === null || focused.has(place)) break;
    focused.add(place);
    if (folded) await page.keyboard.press('Enter');
  }
  const missed = await page.evaluate(`(${reachable})().filter(element => element.dataset.place === undefined && element.type !== 'radio').map(element => element.outerHTML.slice(0, 120))`);
  missed.forEach(what => fault(`Tab does not reach ${what}`));
  if (focused.size < 10) fault(`Tab reaches ${focused.size} things`);
  looks++;
});

await each([lessons[5]], {}, async (page, fault) => {
  await page.locator('#guess').focus();
  await page.keyboard.type('7.5');
  await page.keyboard.press('Enter');
  await page.locator('.guess details[open] .guessed:visible', { hasText: 'You predicted 7.5.' }).waitFor({ timeout: 10_000 })
    .catch(() => fault('Enter in the prediction does not open the answer'));
  await page.locator('footer a[rel=next]').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/${lessons[6]}`);
  looks++;
});

await each(['index.html'], { viewport: { width: 1440, height: 900 } }, async (page, fault) => {
  const openings = [];
  for (let i = 0; i < 5; i++) {
    await page.reload();
    openings.push(await page.evaluate(() => new Promise(done => new PerformanceObserver(list => done(list.getEntriesByName('first-contentful-paint')[0].startTime))
      .observe({ type: 'paint', buffered: true }))));
  }
  const painted = Math.min(...openings);      // of a busy machine the best says most
  const top = await page.evaluate(() => document.querySelector('svg.timeline').getBoundingClientRect().top);
  console.log(`The first picture is there after ${openings.map(Math.round).join(', ')} ms, ${top.toFixed(0)} pixels from the top.`);
  if (painted > 300 || top > 900) fault('the first picture comes late');
  // First what has the words in a title, then in a heading, a term, the text; and a refusal whose figures are others.
  for (const [typed, first, others] of [
    ['deadlock', ['14_deadlock.html', '14_deadlock.mistakes.html', '14_deadlock.html#term-deadlock'], []],
    ['wait set', ['17_waiting_for_it.html#term-wait-set', '17_waiting_for_it.html'], []],
    ['with maven', ['judging.html#with-maven'], []],
    ['invokeAll', [], ['06_invoke_all.html', '06_invoke_all.mistakes.html#wrong3']],
    ['nobody can go on: thread B waits for the lock of account 77, which thread A', [], ['14_deadlock.html#order']],
    ['intellij', [], ['how-to-work.html#intellij-idea']],
  ]) {
    await page.locator('#words').fill(typed);
    await page.locator('#found a').first().waitFor();
    const found = await page.locator('#found a').evaluateAll(links => links.map(link => link.getAttribute('href')));
    first.filter((href, at) => found[at] !== href).forEach(href => fault(`what is found for '${typed}' does not begin with ${first.join(', ')}, but with ${found.slice(0, 4).join(', ')}`));
    others.filter(href => !found.includes(href)).forEach(href => fault(`typing '${typed}' does not find ${href}, but ${found.slice(0, 4).join(', ')}`));
  }
  await page.locator('#words').fill('nosuchword');
  if (await page.locator('#found a').count()) fault("typing 'nosuchword' finds something");
  await page.locator('#words').fill('intellij');
  (await violations(page)).forEach(what => fault(`with something found, ${what}`));
  await page.locator('#found a').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/how-to-work.html*');
  looks++;
});

const sizes = names.map(name => [name, statSync(resolve(folder, name)).size]).sort(([, one], [, other]) => other - one);
console.log(`${names.length} pages. The largest: ${sizes.slice(0, 5).map(([name, size]) => `${name} ${Math.round(size / 1000)} kB`).join(', ')}.`);
sizes.filter(([name, size]) => name !== 'all.html' && size > 150_000).forEach(([name, size]) => faults.push(`${name}: it has ${size} bytes`));
console.log(`It took ${((Date.now() - began) / 1000).toFixed(0)} s.`);
end(looks);
