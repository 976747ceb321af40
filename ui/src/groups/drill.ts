import type { GroupRow } from '../api/types.ts';
import { type Interval, resolve, type TimeRange } from '../state/timeRange.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a group's spans are found by: a filter, and the part of the range that it is of. */
export interface Drill {
  filter: string;
  range: TimeRange;
}

/** Turns a group's key into a question for its spans. */
export function drill(key: GroupRow['key'], range: TimeRange, now: number): Drill {
  const conditions: string[] = [];
  let within: Interval | null = null;
  for (const { field, value } of key) {
    const part = value === null ? null : partOfTime(field, value);
    if (part !== null) {
      within = within === null ? part : both(within, part);
    } else {
      conditions.push(condition(field, value));
    }
  }
  const whole = resolve(range, now);
  const narrowed = within === null ? null : both(within, whole);
  return {
    filter: conditions.join(' and '),
    range:
      narrowed === null
        ? range
        : { from: { kind: 'at', ms: narrowed.from }, to: { kind: 'at', ms: narrowed.to } },
  };
}

function both(one: Interval, other: Interval): Interval {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
}

/** The fields without a dot in their name; every other name without one is an attribute's key. */
const PLAIN = new Set(
  (
    'name kind operation service environment scope dialect provider model service_tier' +
    ' conversation turn user workflow agent category tool trace span error tags'
  ).split(' '),
);

function condition(field: string, value: string | null): string {
  const plain = PLAIN.has(field) || /^[A-Za-z_]\w*(?:\.[\w-]+)+$/.test(field);
  const name = plain ? field : quoted(field);
  if (value === null) return `not ${name} exists`;
  return `${name} = ${field === 'turn' ? value : quoted(value)}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The UTC hour, day, week or month that a group is of; null for every other field. */
function partOfTime(field: string, value: string): Interval | null {
  const from = Date.parse(field === 'month' ? `${value}-01` : value);
  if (Number.isNaN(from)) return null;
  switch (field) {
    case 'hour':
      return { from, to: from + HOUR };
    case 'day':
      return { from, to: from + DAY };
    case 'week':
      return { from, to: from + 7 * DAY };
    case 'month': {
      const start = new Date(from);
      return { from, to: Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1) };
    }
    default:
      return null;
  }
}
