const HUES = 6;
const STORED = 'parley.colors';

const known = new Map<string, number>(load());

/**
 * The hue of a model or another named thing. It belongs to the name, not to the place in a list, and
 * is kept: what was blue yesterday is blue today. Names beyond six share hues.
 */
export function colorOf(name: string): string {
  let hue = known.get(name);
  if (hue === undefined) {
    hue = freeHue(hash(name) % HUES);
    known.set(name, hue);
    store();
  }
  return `var(--c${hue})`;
}

function freeHue(wanted: number): number {
  const used = new Set(known.values());
  for (let next = 0; next < HUES; next++) {
    const hue = (wanted + next) % HUES;
    if (!used.has(hue)) return hue;
  }
  return wanted;
}

function hash(text: string): number {
  let value = 2166136261;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 16777619);
  }
  return value >>> 0;
}

function load(): [string, number][] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(read) ? read.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isInteger(entry[1]);
}

function store(): void {
  try {
    localStorage.setItem(STORED, JSON.stringify([...known].slice(-200)));
  } catch {
    // Without storage the hues live as long as the page.
  }
}
