// Opens Overview and says, one line each, when it shows how many calls: "calls 3 1763700000000". Ends with its input.
import { launch, open, server } from './browser.mjs';

const browser = await launch();
const { page } = await open(browser);
await page.exposeFunction('report', (calls) => {
  process.stdout.write(`calls ${calls} ${Date.now()}\n`);
});
await page.goto(server);
await page.evaluate(() => {
  let last = '';
  const look = () => {
    const calls = document.querySelector('[data-testid=spans-calls]')?.textContent ?? '0';
    if (calls !== last) {
      last = calls;
      globalThis.report(calls);
    }
    requestAnimationFrame(look);
  };
  look();
});
process.stdin.resume();
process.stdin.on('end', () => browser.close());
