// Works with the page beside the editor in a real browser, as .ci/run calls it:
//
//   node tests/workbook/web.mjs CHROMIUM FOLDER
//
// FOLDER is a workbook of which this may change the lessons. Exit status: 0 when all is well, 1 with what is not.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, faults, launch, overflowing, violations } from './browser.mjs';

const folder = process.argv[3];
let looks = 0;
let ended = false;
const check = (holds, what) => holds || faults.push(what);

const lesson = name => join(folder, 'lessons', name + '.java');
const solution = name => readFileSync(join(folder, 'solutions', name + '.java'), 'utf8');
const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

// A command of the workbook, and what it prints.
const start = (...command) => {
  const child = spawn('./jbang', ['workbook', ...command], { cwd: folder, env: { ...process.env, BROWSER: 'true' }, stdio: ['pipe', 'pipe', 'inherit'] });
  const readers = new Set();
  const started = { process: child, printed: '' };
  child.stdout.on('data', part => {
    started.printed += part;
    readers.forEach(reader => reader());
  });
  started.prints = (pattern, from = 0) => new Promise((found, failed) => {
    const limit = setTimeout(() => failed(new Error(`the terminal does not print ${pattern}: ${started.printed.slice(from)}`)), 120_000);
    const look = () => {
      const match = started.printed.slice(from).match(pattern);
      if (match) {
        clearTimeout(limit);
        readers.delete(look);
        found(match);
      }
    };
    readers.add(look);
    look();
  });
  started.type = key => child.stdin.write(key + '\n');
  return started;
};

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
context.setDefaultTimeout(60_000);
let address;
const open = async (prepare = async () => {}) => {
  const page = await context.newPage();
  await prepare(page);
  page.on('console', message => check(ended, `the console says ${message.text()}`));
  page.on('pageerror', error => faults.push(`an error: ${error.message}`));
  page.on('request', request => check(request.url().startsWith(address), `the page asks for ${request.url()}`));
  await page.goto(address);
  await page.waitForSelector('#actions button, #guess');
  return page;
};
const shows = (page, selector, text) => page.locator(selector).filter({ hasText: text }).first().waitFor();

// A key, once the page offers it.
const press = async (page, key) => {
  await page.locator(`[data-key="${key === 'Escape' ? 'Esc' : key}"]`).first().waitFor();
  await page.keyboard.press(key);
};

// At a phone's width and at a desk's, light and dark.
const look = async (page, when) => {
  for (const [width, colorScheme] of [[360, 'dark'], [720, 'light'], [1440, 'light']]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    (await page.evaluate(overflowing)).forEach(what => faults.push(`${when}, ${width} pixels: ${what} overflows`));
    (await violations(page)).forEach(what => faults.push(`${when}, ${width} pixels, ${colorScheme}: ${what}`));
    looks++;
  }
};

const step = what => console.log(what);
rmSync(join(folder, 'lessons/progress.txt'), { force: true });
const web = start('web', '--no-browser');
let watch;
try {
  step('a lesson with the keyboard alone, from prediction to Passed');
  [, address] = await web.prints(/Your lesson is at (\S+)/);
  const alone = await open();
  check(await alone.evaluate(() => document.activeElement.id) === 'guess', 'what is typed is no prediction');
  await look(alone, 'a question');
  await alone.locator('#guess').focus();
  await alone.keyboard.type('2');
  await alone.keyboard.press('Enter');
  await shows(alone, '#work', 'You guessed 2.0 seconds; it took 2.');
  await alone.waitForSelector('#picture svg');
  await press(alone, 'Escape');
  await shows(alone, '#status.bad', 'A nap of 20 ms');
  writeFileSync(lesson('00_synchronous'), solution('00_synchronous'));
  await shows(alone, '#status.good', 'Passed.');
  await shows(alone, '#lessons', '1 of ');
  ended = true;      // nobody is there, which the console may say
  web.process.kill();
  await shows(alone, '#gone', 'does not answer');
  await alone.close();
  ended = false;

  step('beside a terminal');
  watch = start();
  watch.type('w');
  [, address] = await watch.prints(/The page is at (\S+)/);
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
  check(await page.evaluate(() => document.activeElement.id) === 'list' && !await page.locator('#all').getAttribute('open'), 'the list stays open, or the focus is lost');
  await shows(page, '#status.bad', '');

  step('save to verdict, on the page and in the terminal, in one run');
  const inTerminal = [], onPage = [];
  await page.evaluate(() => {
    new MutationObserver(() => document.querySelector('#status.good') && (globalThis.passedAt ??= Date.now())).observe(document.getElementById('work'), { childList: true });
  });
  for (let i = 0; i < 30; i++) {
    await page.evaluate(() => delete globalThis.passedAt);
    const from = watch.printed.length;
    const saved = Date.now();
    writeFileSync(lesson('04_executor'), solution('04_executor') + '\n'.repeat(i % 7 + 1) + `// ${i}\n`);
    const terminal = watch.prints(/\nPassed\./, from).then(() => Date.now());
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
    await shows(page, '#copied', 'Copied: ');
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
  watch.type('n');
  await shows(page, '#name', '05 · ');
  await shows(second, '#name', '05 · ');
  await second.locator('button[data-with=BACK]').click();
  await shows(page, '#name', '04 · ');
  await watch.prints(/\n04 · [^]*\n04 · /);
  await second.close();

  step('an order of steps, and the learner as the scheduler');
  await press(page, 'l');
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
  ended = true;      // nobody is there, which the console may say from here on
  watch.type('q');
  await shows(page, '#gone', 'does not answer');
  await browser.close();
} catch (error) {
  faults.push(`${error.message}`);
} finally {
  await browser.close();
  web.process.kill();
  watch?.process.kill();
}
end(looks);
