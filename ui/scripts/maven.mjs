// The steps of Maven's build of this module: `install`, `build`, `test`.
// A step whose inputs have not changed since it last succeeded is skipped, so that building the
// server again costs nothing here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const served = join(root, 'target/classes/dev/parley/ui');
const sources = [
  'src',
  'public',
  'dev',
  'scripts',
  'index.html',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'biome.json',
];

const [step, ...flags] = process.argv.slice(2);
requireNode(20, 19);
if (step === 'install') install();
else if (step === 'build') build();
else if (step === 'test') test();
else fail(`unknown step "${step}": expected install, build or test`);

/** Runs `npm ci` when the lock file is newer than what it last installed. */
function install() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund');
}

function build() {
  once('build', existsSync(join(root, 'dist/index.html')), () => npm('run', '--silent', 'build'));
  rmSync(served, { recursive: true, force: true });
  mkdirSync(dirname(served), { recursive: true });
  cpSync(join(root, 'dist'), served, {
    recursive: true,
    filter: (path) => !path.endsWith('.vite'),
  });
}

function test() {
  // Maven hands over skipTests and maven.test.skip as they stand, "${…}" when nobody set them.
  if (flags.some((flag) => flag === 'true' || flag === '')) return;
  once('test', true, () => {
    npm('run', '--silent', 'check');
    npm('run', '--silent', 'test');
    npm('run', '--silent', 'budget');
  });
}

function once(name, usable, action) {
  const stamp = join(root, `target/${name}.stamp`);
  const now = fingerprint();
  if (usable && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  action();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

function fingerprint() {
  const hash = createHash('sha256');
  const add = (path) => {
    if (statSync(path).isDirectory()) {
      for (const entry of readdirSync(path).sort()) add(join(path, entry));
    } else {
      hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
    }
  };
  for (const source of sources) add(join(root, source));
  return hash.digest('hex');
}

function npm(...args) {
  const windows = process.platform === 'win32';
  const run = spawnSync(windows ? 'npm.cmd' : 'npm', args, {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
  });
  if (run.error)
    fail(
      `npm could not be started (${run.error.message}): install Node 20.19 or newer, or build with -DskipUi`,
    );
  if (run.status !== 0)
    fail(`npm ${args.join(' ')} failed (see above); -DskipUi builds without the UI`);
}

function requireNode(major, minor) {
  const [a, b] = process.versions.node.split('.').map(Number);
  if (a < major || (a === major && b < minor)) {
    fail(
      `Node ${process.versions.node} is too old: the UI builds with ${major}.${minor} or newer; -DskipUi builds without it`,
    );
  }
}

function fail(message) {
  console.error(`ui: ${message}`);
  process.exit(1);
}
