// A model call that was recorded by hand with plain OpenTelemetry (see ManualRecipeTest.java), read off the screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertTexts, launch, open, required, server, text } from './browser.mjs';

const trace = required('PARLEY_TRACE');
const span = required('PARLEY_SPAN');

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test('MH-11: from the list of traces to the prompt, the response and the tokens', async () => {
  const { page, close } = await open(browser);
  await page.goto(new URL('/traces', server).toString());
  const row = page.getByTestId(`span-${span}`);
  await row.waitFor();
  await assertTexts(row, { 'span-name': 'gen_ai.chat', 'span-tokens': '1,500' });
  assert.match(await text(row, 'span-model'), /gpt-4o/);

  await row.getByTestId('span-name').click();
  await page.getByTestId('detail-name').filter({ hasText: 'gen_ai.chat' }).waitFor();
  assert.ok(page.url().includes(trace), page.url());
  await assertTexts(page, {
    'detail-tokens-input': '1,200',
    'detail-tokens-output': '300',
    'detail-cost': '$0.006',
  });
  await page.getByText('api-gateway is in CrashLoopBackOff.').first().waitFor();
  const detail = await text(page, 'span-detail');
  for (const said of ['What pods are failing?', 'api-gateway is in CrashLoopBackOff.']) {
    assert.ok(detail.includes(said), `${said} in ${detail}`);
  }
  // Shown as messages, not as the JSON that was sent.
  assert.ok(!detail.includes('"role"'), detail);
  await assertAccessible(page, 'a span made by hand');
  await close();
});
