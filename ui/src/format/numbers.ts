import type { Money } from '../api/types.ts';

/** Shown where a value is unknown. Never 0. */
export const UNKNOWN = '—';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** For an axis: "2.00 s" is "2 s". */
export function short(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\s|$)/, '$1').replace(/\.(?=\s|$)/, '');
}

/** A count in full up to 99,999, then with three figures and a unit: 128 k, 12.8 M. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return Math.abs(value) < 100_000 ? grouped.format(value) : compact(value);
}

/** The whole number with separators, for titles. */
export function exact(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : grouped.format(value);
}

/** At most one digit after the point: 3.3. */
export function average(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return Math.abs(value) < 100_000 ? oneDigit.format(value) : compact(value);
}

const small = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const large = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A score on a scale that nobody here knows: three figures below 1, two digits after the point. */
export function scored(value: number): string {
  return Math.abs(value) < 1 ? small.format(value) : large.format(value);
}

function compact(value: number): string {
  const units: [number, string][] = [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  for (const [size, unit] of units) {
    // 999,950 would round up to "1,000 k": it belongs to the next unit.
    if (Math.abs(value) >= size * 0.9995) return `${threeFigures(value / size)} ${unit}`;
  }
  return grouped.format(value);
}

function threeFigures(value: number): string {
  const size = Math.abs(value);
  const digits = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return value.toFixed(digits);
}

/** A duration given in milliseconds: 0.4 ms, 812 ms, 1.36 s, 2 m 05 s, 1 h 04 m, 3 d 2 h. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms === 0) return '0 ms';
  if (ms < 9.995) return `${Number(ms.toFixed(ms < 0.1 ? 3 : ms < 1 ? 2 : 1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${threeFigures(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
  const hours = Math.round(ms / 3_600_000);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** A share of 1 as per cent. Something is never rounded to nothing, nor nearly all to all. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return UNKNOWN;
  const value = share * 100;
  if (value === 0 || value === 100) return `${value}%`;
  if (value < 0.01 && value > 0) return '<0.01%';
  if (value > 99.99 && value < 100) return '>99.99%';
  const near = Math.min(value, 100 - value) < 0.95 ? 2 : 1;
  return `${Number(value.toFixed(near))}%`;
}

const SYMBOLS: Record<string, string> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/**
 * Money at a readable precision: two decimals from 1 up, below that the exact amount as long as it
 * has at most six decimals, else four significant figures.
 */
export function money(value: Money | null | undefined): string {
  if (!value) return UNKNOWN;
  const { amount, currency } = value;
  const symbol = SYMBOLS[currency] ?? `${currency} `;
  const negative = amount.startsWith('-');
  const [whole = '0', fraction = ''] = amount.replace(/^[-+]/, '').split('.');
  return (negative ? '−' : '') + symbol + readable(whole, fraction.replace(/0+$/, ''));
}

function readable(whole: string, fraction: string): string {
  if (BigInt(whole) >= 1n) return round(whole, fraction, 2);
  if (fraction.length <= 6) return `0.${fraction.padEnd(2, '0')}`;
  const leading = fraction.search(/[1-9]/);
  return round(whole, fraction, Math.max(leading + 4, 2));
}

/** Rounds half up to so many decimals and keeps at least two. */
function round(whole: string, fraction: string, decimals: number): string {
  const digits = fraction.padEnd(decimals + 1, '0');
  let scaled = BigInt(whole + digits.slice(0, decimals));
  if ((digits[decimals] ?? '0') >= '5') scaled += 1n;
  const text = scaled.toString().padStart(decimals + 1, '0');
  const integer = grouped.format(BigInt(text.slice(0, text.length - decimals)));
  const rest = text.slice(text.length - decimals).replace(/0+$/, '');
  return `${integer}.${rest.padEnd(2, '0')}`;
}

/** The exact amount with its currency, for titles. */
export function exactMoney(value: Money): string {
  return `${value.amount} ${value.currency}`;
}

export function amountOf(value: Money | null | undefined): number | null {
  return value ? Number(value.amount) : null;
}

/** How far a value moved from the one before, as a share of that; null when that tells nothing. */
export function change(now: number | null, before: number | null): number | null {
  if (now === null || before === null || before === 0) return null;
  return (now - before) / Math.abs(before);
}

/** +12%, −0.4%, ±0%. Beyond tenfold as a factor: ×38. */
export function signedPercent(share: number): string {
  const value = share * 100;
  if (Math.abs(value) < 0.05) return '±0%';
  if (value >= 1000) return `×${grouped.format(share + 1)}`;
  const text =
    Math.abs(value) < 10 ? Number(Math.abs(value).toFixed(1)) : Math.round(Math.abs(value));
  return `${value > 0 ? '+' : '−'}${text}%`;
}

/** "1 turn", "2 turns", "128 k turns". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
