// Writes a .gz beside every text asset of dist but index.html (small, and read by nobody twice), which the server sends to whoever accepts it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist', import.meta.url).pathname;
for (const entry of readdirSync(dist, { recursive: true })) {
  if (/\.(js|css|svg)$/.test(entry)) {
    const path = join(dist, entry);
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
  }
}
