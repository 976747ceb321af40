// Fails when a page grows over its budget (KiB, gzip). Read from Vite's manifest: the first view is
// the entry, the Overview and everything they load; a lazy route is what it adds to that.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist', import.meta.url).pathname;
const limits = { first: 130, route: 40, fonts: 100, dist: 1.2 * 1024 };

if (!existsSync(join(dist, 'index.html'))) {
  console.error('budget: dist/ is missing, run "npm run build" first');
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const zipped = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1024;

/** Script and style files that a chunk needs before it can run. */
function closure(key, files = new Set()) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) closure(next, files);
  return files;
}
const kib = (files) => [...files].reduce((sum, file) => sum + zipped(file), 0);

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = closure(entry);
for (const [key, chunk] of Object.entries(manifest)) {
  // The Overview and its charts are what the first view shows.
  if (/Overview|Chart/.test(chunk.src ?? key)) closure(key, first);
}
const rows = [['first view', kib(first), limits.first]];
for (const key of Object.keys(manifest)) {
  if (!manifest[key].isDynamicEntry || first.has(manifest[key].file)) continue;
  const added = [...closure(key)].filter((file) => !first.has(file));
  rows.push([key, kib(added), limits.route]);
}
const all = readdirSync(dist, { recursive: true })
  .map((file) => join(dist, file))
  .filter((file) => statSync(file).isFile());
const size = (files) => files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024;
rows.push(['fonts', size(all.filter((file) => file.endsWith('.woff2'))), limits.fonts]);
rows.push(['dist', size(all.filter((file) => !file.endsWith('.gz'))), limits.dist]);

let over = false;
for (const [name, is, limit] of rows) {
  over ||= is > limit;
  console.log(
    `${is > limit ? 'OVER ' : 'ok   '}${is.toFixed(1).padStart(7)} of ${limit} KiB  ${name}`,
  );
}
process.exit(over ? 1 : 0);
