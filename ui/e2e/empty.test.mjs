// What a fresh server shows before anything has arrived.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, launch, open, server, text } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const colorScheme of ['light', 'dark']) {
  test(`UI-20 UI-27: a fresh store shows how to send the first span, in ${colorScheme}`, async () => {
    const { page, close } = await open(browser, { colorScheme });
    await page.goto(server);
    await page.getByTestId('setup').waitFor();
    const setup = await text(page, 'setup');
    for (const part of ['Java', 'Python', 'Collector', 'gen_ai_client_token_usage_total']) {
      assert.ok(setup.includes(part), `${part} in ${setup}`);
    }
    await assertAccessible(page, `empty state in ${colorScheme}`);
    await close();
  });
}
