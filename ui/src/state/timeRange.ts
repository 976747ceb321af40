/**
 * The time range of the state bar and its three forms: what a person types ("90m"), what the URL
 * holds (`from=now-90m&to=now`), and what the API is asked (epoch milliseconds).
 */

/** An end of a range: fixed, or so far before now that it moves along. */
export type Bound = { kind: 'at'; ms: number } | { kind: 'ago'; ms: number };

export interface TimeRange {
  from: Bound;
  to: Bound;
}

export interface Interval {
  from: number;
  to: number;
}

const UNITS: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const NOW: Bound = { kind: 'ago', ms: 0 };

export const DEFAULT_RANGE: TimeRange = last(UNITS.d as number);

export const PRESETS: { text: string; label: string }[] = [
  { text: '15m', label: 'Last 15 minutes' },
  { text: '1h', label: 'Last hour' },
  { text: '6h', label: 'Last 6 hours' },
  { text: '24h', label: 'Last 24 hours' },
  { text: '7d', label: 'Last 7 days' },
  { text: '30d', label: 'Last 30 days' },
];

export function last(ms: number): TimeRange {
  return { from: { kind: 'ago', ms }, to: NOW };
}

export function isRelative(range: TimeRange): boolean {
  return range.from.kind === 'ago' || range.to.kind === 'ago';
}

export function resolve(range: TimeRange, now: number): Interval {
  return { from: instant(range.from, now), to: instant(range.to, now) };
}

function instant(bound: Bound, now: number): number {
  return bound.kind === 'at' ? bound.ms : now - bound.ms;
}

/** `now`, `now-24h`, an RFC 3339 time or epoch milliseconds; null when it is none of these. */
export function parseBound(text: string): Bound | null {
  const ago = /^now(?:-(.+))?$/.exec(text.trim());
  if (ago) {
    const ms = ago[1] === undefined ? 0 : parseDuration(ago[1]);
    return ms === null ? null : { kind: 'ago', ms };
  }
  if (/^\d{10,}(\.\d+)?$/.test(text.trim())) return { kind: 'at', ms: Number(text) };
  const ms = parseInstant(text);
  return ms === null ? null : { kind: 'at', ms };
}

export function formatBound(bound: Bound): string {
  if (bound.kind === 'at') return new Date(bound.ms).toISOString();
  return bound.ms === 0 ? 'now' : `now-${formatDuration(bound.ms)}`;
}

/** "90m", "1h30m", "1.5h", "2 weeks": milliseconds, or null. */
export function parseDuration(text: string): number | null {
  const clean = text.toLowerCase().replace(/\s+/g, '');
  const part = /(\d+(?:\.\d+)?)(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|[smhdw])/y;
  let total = 0;
  let end = 0;
  for (let match = part.exec(clean); match; match = part.exec(clean)) {
    total += Number(match[1]) * (UNITS[(match[2] ?? '')[0] ?? ''] ?? Number.NaN);
    end = part.lastIndex;
  }
  return end === clean.length && total > 0 && Number.isFinite(total) ? total : null;
}

/** The shortest exact form: 86,400,000 is "24h", 604,800,000 is "7d". */
export function formatDuration(ms: number): string {
  const whole = (unit: string) => ms % (UNITS[unit] as number) === 0;
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = UNITS[unit] as number;
    if (whole(unit) && (unit !== 'd' || ms > size)) return `${ms / size}${unit}`;
  }
  return `${ms / 1000}s`;
}

/** What a person types or pastes into the range field; null when it cannot be understood. */
export function parseTyped(text: string, now: number): TimeRange | null {
  const clean = text.trim();
  const words = clean.toLowerCase();
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  if (words === 'today') return { from: { kind: 'at', ms: midnight.getTime() }, to: NOW };
  if (words === 'yesterday') {
    const before = new Date(midnight);
    before.setDate(before.getDate() - 1);
    return {
      from: { kind: 'at', ms: before.getTime() },
      to: { kind: 'at', ms: midnight.getTime() },
    };
  }
  const span = parseDuration(words.replace(/^last\s+/, ''));
  if (span !== null) return last(span);
  const pair = /^(.+?)\s*(?:\s+to\s+|\s+[–—-]\s+|\/|…|\.\.+|,)\s*(.+)$/i.exec(clean);
  if (pair) {
    const from = parseBound(pair[1] ?? '');
    const to = parseBound(pair[2] ?? '');
    return from && to && ordered({ from, to }, now) ? { from, to } : null;
  }
  const from = parseBound(clean);
  return from && ordered({ from, to: NOW }, now) ? { from, to: NOW } : null;
}

function ordered(range: TimeRange, now: number): boolean {
  const { from, to } = resolve(range, now);
  return from < to;
}

/** A date, or a date and time; without a zone it is the reader's own. */
function parseInstant(text: string): number | null {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text.trim(),
    );
  if (!match) return null;
  const ms = Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ''}`);
  return Number.isNaN(ms) ? null : ms;
}

/** The range in the URL; what is missing or unreadable is the default. */
export function readRange(params: URLSearchParams): TimeRange {
  const from = parseBound(params.get('from') ?? '');
  const to = parseBound(params.get('to') ?? '');
  if (!from) return DEFAULT_RANGE;
  return { from, to: to ?? NOW };
}

export function writeRange(range: TimeRange, params: URLSearchParams): void {
  params.set('from', formatBound(range.from));
  params.set('to', formatBound(range.to));
}

export function sameRange(a: TimeRange, b: TimeRange): boolean {
  return formatBound(a.from) === formatBound(b.from) && formatBound(a.to) === formatBound(b.to);
}

/** Where "go to the data" leads: the last day, or the day up to and with an older instant. */
export function rangeReaching(ms: number, now: number): TimeRange {
  return now - ms < (UNITS.d as number) ? DEFAULT_RANGE : dayUpTo(ms);
}

/** The day up to and with an instant. */
export function dayUpTo(ms: number): TimeRange {
  const to = Math.ceil(ms / 60_000 + 1) * 60_000;
  return { from: { kind: 'at', ms: to - (UNITS.d as number) }, to: { kind: 'at', ms: to } };
}

/** What the state bar's button says: "Last 24 hours", or both ends. */
export function describeRange(range: TimeRange, locale = 'en-GB'): string {
  if (range.to.kind === 'ago' && range.to.ms === 0 && range.from.kind === 'ago') {
    const text = formatDuration(range.from.ms);
    return PRESETS.find((preset) => preset.text === text)?.label ?? `Last ${text}`;
  }
  const show = (bound: Bound) =>
    bound.kind === 'ago'
      ? formatBound(bound).replace('now-', '') + (bound.ms ? ' ago' : '')
      : new Date(bound.ms).toLocaleString(locale, {
          day: 'numeric',
          month: 'short',
          ...(new Date(bound.ms).getFullYear() === new Date().getFullYear()
            ? {}
            : { year: 'numeric' }),
          hour: '2-digit',
          minute: '2-digit',
        });
  return `${show(range.from)} – ${show(range.to)}`;
}
