// What the looks at pages have in common: a browser, and what may be wrong with any page. playwright-core and axe-core are found where
// NODE_PATH says.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const require = createRequire(process.env.NODE_PATH + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [chromiumPath, folder] = process.argv.slice(2);

// axe-core reads the style sheets beside the pages, which a page from disk may not.
export const launch = () => chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--allow-file-access-from-files'] });
export const names = readdirSync(folder).filter(name => name.endsWith('.html')).sort();
export const faults = [];

// Calls look(page, fault) for each name, two at a time; a fault is a sentence.
export async function each(names, options, look) {
  const browser = await launch();
  const left = [...names];
  const work = async () => {
    for (let name = left.shift(); name; name = left.shift()) {
      const page = await browser.newPage(options);
      const fault = what => faults.push(`${name}: ${what}`);
      page.on('console', message => fault(`the console says ${message.text()}`));
      page.on('pageerror', error => fault(`an error: ${error.message}`));
      page.on('request', request => request.url().startsWith('http') && fault(`asks the network for ${request.url()}`));
      await page.goto(pathToFileURL(resolve(folder, name)).href);
      await look(page, fault, name);
      await page.close();
    }
  };
  await Promise.all([work(), work()]);
  await browser.close();
}

// Says what was found, and ends with status 1 if that is anything.
export function end(looks) {
  [...new Set(faults)].forEach(fault => console.error(fault));
  console.log(`${looks} looks, ${faults.length} faults.`);
  process.exit(faults.length ? 1 : 0);
}

// What reaches beyond the window, apart from what scrolls inside a box of its own.
export const overflowing = () => {
  const found = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect();
    const slack = element.closest('svg.timeline') ? 8 : 1;     // a bar has a least width, also at the end of its row
    if (box.width && (box.right > innerWidth + slack || box.left < -1) && !element.closest('.code, .table, pre')) {
      found.push(`${element.tagName} ${element.getAttribute('class') ?? ''} ${element.textContent.slice(0, 30)}`);
    }
  }
  return found;
};

// What a sheet of paper would not show: what is folded, scrolls, or is light on dark.
export const hidden = () => {
  dispatchEvent(new Event('beforeprint'));
  const shown = element => element.checkVisibility();
  const found = [...document.querySelectorAll('body *')].filter(element => shown(element) && (element.scrollHeight > element.clientHeight + 1
    && !['visible', 'hidden', 'clip'].includes(getComputedStyle(element).overflowY) || element.matches('pre, .code') && element.scrollWidth > element.clientWidth + 1))
    .map(element => `${element.tagName} ${element.className} scrolls`);
  for (const details of document.querySelectorAll('details:not([open])')) {
    if (shown(details)) found.push(`'${details.textContent.slice(0, 30)}' is folded`);
  }
  const [red] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g);
  if (red < 200 && getComputedStyle(document.documentElement).backgroundColor !== 'rgba(0, 0, 0, 0)') found.push('the paper is dark');
  return found;
};

// What axe-core holds against the page; only: the rules to apply, all where it is missing.
export async function violations(page, only) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const found = await page.evaluate(only => axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: only }) }), only);
  return found.violations.map(one => `${one.id} (${one.help}): ${one.nodes.length} times, such as ${one.nodes[0].html.slice(0, 160)}`);
}
