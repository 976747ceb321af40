import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Address of the server under test. */
export const server = required('PARLEY_URL');

export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; ./parley test sets it`);
  return value;
}

export function launch() {
  return chromium.launch({
    executablePath: required('PARLEY_BROWSER'),
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--font-render-hinting=none',
    ],
  });
}

/** A page of its own, that fails the test for anything written to its console as an error. */
export async function open(browser, { colorScheme = 'light', width = 1440, height = 900 } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return {
    page,
    async close() {
      await context.close();
      assert.deepEqual(problems, [], 'errors in the console');
    },
  };
}

/** The text of one element, with white space folded. */
export async function text(scope, testId) {
  const content = await scope.getByTestId(testId).first().innerText();
  return content.replace(/\s+/g, ' ').trim();
}

/** Asserts the texts of many elements at once. */
export async function assertTexts(scope, expected) {
  const actual = {};
  for (const testId of Object.keys(expected)) actual[testId] = await text(scope, testId);
  assert.deepEqual(actual, expected);
}

/** Asserts that axe finds nothing serious or critical on the page as it is. */
export async function assertAccessible(page, where) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    });
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
  assert.deepEqual(violations, [], where);
}
