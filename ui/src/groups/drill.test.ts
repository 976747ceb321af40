import { describe, expect, it } from 'vitest';
import { last, type TimeRange } from '../state/timeRange.ts';
import { drill } from './drill.ts';

const NOW = Date.parse('2025-03-15T12:00:00Z');
const at = (text: string) => ({ kind: 'at' as const, ms: Date.parse(text) });
const YEAR: TimeRange = { from: at('2025-01-01T00:00:00Z'), to: at('2026-01-01T00:00:00Z') };

describe('the spans of a group', () => {
  it('are found by its values, whatever is in them', () => {
    const key = [
      { field: 'custom.customer_id', value: 'a "b" \\ c' },
      { field: 'user', value: null },
    ];
    expect(drill(key, last(1_000), NOW)).toEqual({
      filter: 'custom.customer_id = "a \\"b\\" \\\\ c" and not user exists',
      range: last(1_000),
    });
    const filterOf = (field: string, value: string) => drill([{ field, value }], YEAR, NOW).filter;
    expect(filterOf('a key', 'x')).toBe('"a key" = "x"');
    expect(filterOf('region', 'eu')).toBe('"region" = "eu"');
    expect(filterOf('turn', '3')).toBe('turn = 3');
  });

  it.each([
    ['hour', '2025-02-03T10:00Z', '2025-02-03T10:00:00Z', '2025-02-03T11:00:00Z'],
    ['day', '2025-02-03', '2025-02-03T00:00:00Z', '2025-02-04T00:00:00Z'],
    ['week', '2025-02-03', '2025-02-03T00:00:00Z', '2025-02-10T00:00:00Z'],
    ['month', '2025-02', '2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z'],
    ['month', '2025-12', '2025-12-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ])('of the %s %s are within it', (field, value, from, to) => {
    expect(drill([{ field, value }], YEAR, NOW)).toEqual({
      filter: '',
      range: { from: at(from), to: at(to) },
    });
  });

  it('are never outside of the range that was asked for', () => {
    const { range } = drill([{ field: 'month', value: '2025-03' }], last(3_600_000), NOW);
    expect(range).toEqual({ from: at('2025-03-15T11:00:00Z'), to: at('2025-03-15T12:00:00Z') });
  });
});
