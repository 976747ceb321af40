import { describe, expect, test } from 'vitest';
import {
  DEFAULT_RANGE,
  describeRange,
  formatBound,
  formatDuration,
  parseBound,
  parseDuration,
  parseTyped,
  readRange,
  resolve,
  writeRange,
} from './timeRange.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;

describe('durations', () => {
  test.each([
    ['90m', 90 * 60_000],
    ['1h30m', 90 * 60_000],
    ['1.5h', 90 * 60_000],
    ['24h', 24 * HOUR],
    ['7d', 168 * HOUR],
    ['2 weeks', 336 * HOUR],
    ['15 minutes', 900_000],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['', '90', 'm', '5y', '3h later', '0m'])('%j is none', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  test.each([
    [24 * HOUR, '24h'],
    [168 * HOUR, '7d'],
    [90 * 60_000, '90m'],
    [1_500, '1.5s'],
  ])('%d is written %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('bounds', () => {
  test.each(['now', 'now-24h', 'now-90m', '2026-03-10T11:00:00.000Z'])('%s survives', (text) => {
    const bound = parseBound(text);
    expect(bound && formatBound(bound)).toBe(text);
  });
  test('epoch milliseconds', () => {
    expect(parseBound('1773144000000')).toEqual({ kind: 'at', ms: 1773144000000 });
  });
  test.each(['', 'soon', 'now-', 'now-5y', '12'])('%j is none', (text) =>
    expect(parseBound(text)).toBeNull(),
  );
});

describe('typed ranges', () => {
  const typed = (text: string) => {
    const range = parseTyped(text, NOW);
    return range && resolve(range, NOW);
  };
  test('a duration reaches back from now and moves along', () => {
    expect(typed('90m')).toEqual({ from: NOW - 1.5 * HOUR, to: NOW });
    expect(typed('last 7d')).toEqual({ from: NOW - 168 * HOUR, to: NOW });
    expect(parseTyped('90m', NOW)?.from.kind).toBe('ago');
  });
  test.each([
    '2026-03-10T10:00Z/2026-03-10T11:00Z',
    '2026-03-10T10:00Z to 2026-03-10T11:00Z',
    '2026-03-10 10:00Z – 2026-03-10 11:00Z',
    '2026-03-10T10:00:00.000Z - 2026-03-10T11:00:00.000Z',
  ])('a pair: %s', (text) => expect(typed(text)).toEqual({ from: NOW - 2 * HOUR, to: NOW - HOUR }));
  test('yesterday is one whole local day', () => {
    const day = typed('yesterday');
    expect(day?.to).toBeLessThanOrEqual(NOW);
    expect(new Date(day?.from ?? 0).getHours()).toBe(0);
    expect(new Date(day?.to ?? 0).getHours()).toBe(0);
  });
  test.each(['', 'whenever', '2026-03-10T11:00Z to 2026-03-10T10:00Z', '2027-01-01'])(
    '%j is refused',
    (text) => expect(parseTyped(text, NOW)).toBeNull(),
  );
});

test('the URL keeps a range exactly, and the default stands in for nonsense', () => {
  const params = new URLSearchParams('q=x');
  writeRange(parseTyped('90m', NOW) ?? DEFAULT_RANGE, params);
  expect(params.toString()).toBe('q=x&from=now-90m&to=now');
  expect(resolve(readRange(params), NOW).from).toBe(NOW - 1.5 * HOUR);
  expect(readRange(new URLSearchParams('from=%3F&to=now'))).toEqual(DEFAULT_RANGE);
  expect(readRange(new URLSearchParams())).toEqual(DEFAULT_RANGE);
});

test('a range is described in words', () => {
  expect(describeRange(DEFAULT_RANGE)).toBe('Last 24 hours');
  expect(describeRange(readRange(new URLSearchParams('from=now-90m&to=now')))).toBe('Last 90m');
});
