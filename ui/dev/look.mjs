// Takes a picture of every screen, light and dark, wide and narrow, and asks axe what is wrong with it.
// Usage: npm run look -- [address] [folder]; the address answers as `npm run dev` or the server does.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address = 'http://127.0.0.1:5173', folder = 'target/look', only = ''] =
  process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
mkdirSync(folder, { recursive: true });

const api = (path) => fetch(`${address}/api/v1/parley${path}`).then((response) => response.json());
const screens = await screensOf();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'],
});
let problems = 0;
for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    const context = await browser.newContext({
      viewport: { width, height: width === 390 ? 844 : 900 },
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
      bypassCSP: true,
    });
    for (const [name, path] of Object.entries(screens)) {
      if (!name.includes(only)) continue;
      const page = await context.newPage();
      page.on('pageerror', (error) => report(name, `error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') report(name, `console: ${message.text()}`);
      });
      await page.goto(address + path);
      await page.waitForSelector('[aria-busy="true"]', { state: 'detached' });
      await page.waitForTimeout(700);
      await page.screenshot({
        path: join(folder, `${name}-${colorScheme}-${width}.png`),
        fullPage: width === 390 || name === 'overview',
      });
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run());
      for (const violation of found.violations) {
        report(
          `${name} ${colorScheme} ${width}`,
          `${violation.impact} ${violation.id}: ${violation.nodes
            .slice(0, 3)
            .map((node) => `${node.target} ${node.any[0]?.message ?? ''}`)
            .join(' | ')}`,
        );
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) report(`${name} ${width}`, `scrolls sideways by ${wide} px`);
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
console.log(`${problems} problems; pictures in ${folder}`);

function report(where, what) {
  problems++;
  console.log(`${where}: ${what}`);
}

async function screensOf() {
  const to = Date.now();
  const range = `from=${to - 86_400_000}&to=${to}`;
  const { conversations } = await api(`/conversations?${range}&sort=turns`);
  const { spans } = await api(`/traces?${range}`);
  const { spans: failed } = await api(`/traces?${range}&status=error`);
  const long = conversations[0];
  const span = failed[0] ?? spans[0];
  return {
    overview: '/',
    conversations: '/conversations',
    traces: '/traces?spanKind=all',
    workflows: '/workflows',
    groups: '/groups?by=custom.customer_id,month',
    fault: '/traces?filter=model+%3D+gpt-4o+and+wrong+%3E+1',
    nothing: '/conversations?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z',
    missing: '/conversations/none-such',
    ...(long ? { flow: `/conversations/${encodeURIComponent(long.id)}?turn=2` } : {}),
    ...(spans[0] ? { trace: `/traces/${spans[0].traceId}?span=${spans[0].spanId}` } : {}),
    ...(span ? { failed: `/traces/${span.traceId}?span=${span.spanId}` } : {}),
  };
}
