// Works with the page beside the editor in a real browser, as .ci/run calls it:
//
//   node tests/workbook/web.mjs CHROMIUM FOLDER
//
// FOLDER is a workbook of which this may change the lessons. playwright-core and axe-core are found where NODE_PATH says.
// Exit status: 0 when all is well, 1 with what is not.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(process.env.NODE_PATH + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [chromiumPath, folder, pictures] = process.argv.slice(2);
const faults = [];
const check = (holds, what) => holds || faults.push(what);

const lesson = name => join(folder, 'lessons', name + '.java');
const solution = name => readFileSync(join(folder, 'solutions', name + '.java'), 'utf8');
const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

// The watch with its keys from a pipe: what it prints is the terminal, and its key w opens the page.
rmSync(join(folder, 'lessons/progress.txt'), { force: true });
const watch = spawn('./jbang', ['workbook'], { cwd: folder, env: { ...process.env, BROWSER: 'true' }, stdio: ['pipe', 'pipe', 'inherit'] });
let printed = '';
const readers = new Set();
watch.stdout.on('data', part => {
  printed += part;
  readers.forEach(reader => reader());
});
const prints = (pattern, from = 0) => new Promise((found, failed) => {
  const limit = setTimeout(() => failed(new Error(`the terminal does not print ${pattern}: ${printed.slice(from)}`)), 120_000);
  const look = () => {
    const match = printed.slice(from).match(pattern);
    if (match) {
      clearTimeout(limit);
      readers.delete(look);
      found(match);
    }
  };
  readers.add(look);
  look();
});
watch.stdin.write('w\n');
const [, address] = await prints(/The page is at (\S+)/);

const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
context.setDefaultTimeout(60_000);
const open = async (prepare = async () => {}) => {
  const page = await context.newPage();
  await prepare(page);
  page.on('console', message => faults.push(`the console says ${message.text()}`));
  page.on('pageerror', error => faults.push(`an error: ${error.message}`));
  page.on('request', request => check(request.url().startsWith(address), `the page asks for ${request.url()}`));
  await page.goto(address);
  await page.waitForSelector('#actions button, #guess');
  return page;
};
const shows = (page, selector, text) => page.locator(selector).filter({ hasText: text }).first().waitFor();

// A key, once the page offers it.
const press = async (page, key) => {
  await page.locator(`button[data-key="${key === 'Escape' ? 'Esc' : key}"]`).first().waitFor();
  await page.keyboard.press(key);
};

const wide = () => [...document.querySelectorAll('body *')].filter(element => {
  const box = element.getBoundingClientRect();
  return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1) && !element.closest('pre, .table');
}).map(element => `${element.tagName} ${element.className?.baseVal ?? element.className}`);

// At a phone's width and at a desk's, light and dark.
const look = async (page, when) => {
  for (const [width, colorScheme] of [[360, 'dark'], [720, 'light'], [1440, 'light']]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    (await page.evaluate(wide)).forEach(what => faults.push(`${when}, ${width} pixels: ${what} overflows`));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    violations.forEach(each => faults.push(`${when}, ${width} pixels, ${colorScheme}: ${each.id}: ${each.nodes.map(node => node.html.slice(0, 90)).join(' | ')}`));
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${when}-${width}.png`.replaceAll(' ', '-')), fullPage: true });
    }
  }
};

const step = what => console.log(what);
try {
  step('a lesson with the keyboard alone, from prediction to Passed');
  const page = await open();
  await press(page, 'x');
  await shows(page, '#status', 'back to its beginning?');
  await press(page, 'y');
  await shows(page, '#status.bad', 'A nap of 20 ms');
  await press(page, 'n');
  await shows(page, '#name', '01 · ');
  await shows(page, '#work', 'on the calling thread');
  await look(page, 'a refusal');
  await press(page, 'r');
  await shows(page, '#output', 'Finished in');
  await page.waitForSelector('#picture svg');
  await look(page, 'a run');
  await press(page, 'Escape');
  await shows(page, '#actions', 'hint');
  await press(page, 'h');
  await shows(page, '.hint', 'Hint 1 of 3');
  await page.locator('#lessons summary').focus();
  await page.keyboard.press('Enter');
  await page.locator('#lesson04').focus();
  await page.keyboard.press('Enter');
  await shows(page, '#name', '04 · ');
  check(await page.evaluate(() => document.activeElement.id) === 'lesson04', 'the focus is lost when the list changes');
  await shows(page, '#status.bad', '');

  step('save to verdict, on the page and in the terminal, in one run');
  const inTerminal = [], onPage = [];
  await page.evaluate(() => {
    new MutationObserver(() => document.querySelector('#status.good') && (globalThis.passedAt ??= Date.now())).observe(document.getElementById('work'), { childList: true });
  });
  for (let i = 0; i < 30; i++) {
    await page.evaluate(() => delete globalThis.passedAt);
    const from = printed.length;
    const saved = Date.now();
    writeFileSync(lesson('04_executor'), solution('04_executor') + '\n'.repeat(i % 7 + 1) + `// ${i}\n`);
    const terminal = prints(/\nPassed\./, from).then(() => Date.now());
    await page.waitForFunction(() => globalThis.passedAt);
    inTerminal.push(await terminal - saved);
    onPage.push(await page.evaluate(() => globalThis.passedAt) - saved);
    writeFileSync(lesson('04_executor'), solution('04_executor') + `// ${i} once more\n`);
    await page.waitForFunction(() => !document.querySelector('#status.good'));
    await page.waitForSelector('#status.good');
  }
  const later = median(onPage.map((page, i) => page - inTerminal[i]));
  console.log(`  median of 30: terminal ${median(inTerminal)} ms, page ${median(onPage)} ms, in the same save ${later} ms later`);
  check(later <= 50, `the page is ${later} ms behind the terminal`);
  await look(page, 'a pass');

  step('a hang, explained and stopped, with a line that a click copies');
  writeFileSync(lesson('04_executor'), solution('04_executor').replace(/(static <T> List<T> both\(.*\{\n)/, '$1        new CountDownLatch(1).await();\n'));
  await shows(page, '#actions', 'stop');
  await press(page, 's');
  await shows(page, '#notes', 'Stopped.');
  await press(page, 'c');
  await shows(page, '#status.bad', 'does not return');
  const line = page.locator('.said button.line').first();
  const number = await line.getAttribute('data-with');
  if (!await page.evaluate(() => 'opens' in document.body.dataset)) {
    await line.click();
    await shows(page, '#notes', 'Copied: ');
    check(await page.evaluate(() => navigator.clipboard.readText()) === `lessons/04_executor.java:${number}`, 'the line is not copied');
  }
  await look(page, 'a hang');

  step('what prints without end');
  writeFileSync(lesson('04_executor'), solution('04_executor').replace(/(\n    void main\(.*\n)/, '$1        for (long i = 0; i >= 0; i++) IO.println("line <b>" + i + "</b> " + "x".repeat(200));\n'));
  await shows(page, '#status.good', 'Passed.');
  await press(page, 'r');
  await shows(page, '#output', 'line <b>');
  const before = await page.locator('#output').textContent();
  await page.waitForFunction(text => document.getElementById('output').textContent !== text, before);
  check(await page.evaluate(() => document.querySelectorAll('#output *').length) === 0, 'what is printed becomes a part of the page');
  check(await page.evaluate(() => document.getElementById('output').textContent.length) < 250_000, 'what is printed without end is kept without end');
  await press(page, 's');
  await shows(page, '#notes', 'Stopped.');

  step('a second page, which sleeps for a minute');
  let streams = 0;
  const second = await open(async page => {
    await page.clock.install();
    page.on('request', request => streams += request.url().endsWith('events'));
  });
  const again = second.waitForRequest(/events$/);
  await second.clock.fastForward('01:00');
  await again;
  check(streams === 2, `a page that has slept listens ${streams} times`);
  watch.stdin.write('n\n');
  await shows(page, '#name', '05 · ');
  await shows(second, '#name', '05 · ');
  await second.locator('button[data-with=BACK]').click();
  await shows(page, '#name', '04 · ');
  await prints(/\n04 · [^]*\n04 · /);
  await second.close();

  step('an order of steps, and the learner as the scheduler');
  await page.locator('#lesson14').click();
  await shows(page, '#name', '14 · ');
  await page.waitForSelector('table.order');
  await look(page, 'a deadlock');
  await press(page, 'p');
  await page.waitForSelector('#turn1');
  await press(page, '1');
  await page.waitForSelector('.moves tr:nth-child(2)');
  await look(page, 'a game');
  await press(page, 'p');

  step('the watch ends');
  watch.stdin.write('q\n');
  await shows(page, '#gone', 'does not answer');
  await browser.close();
} catch (error) {
  faults.push(`${error.message}`);
  for (const [i, page] of context.pages().entries()) if (pictures) await page.screenshot({ path: join(pictures, `fault-${i}.png`) });
} finally {
  await browser.close();
  watch.stdin.end('q\n');
}
faults.forEach(fault => console.error(fault));
console.log(`${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
