import { describe, expect, test } from 'vitest';
import type { TraceSpan } from '../api/types.ts';
import { ancestorsOf, barOf, laneOf, requestOf, rowsOf, treeOf } from './waterfall.ts';

function span(
  spanId: string,
  parentSpanId: string | null,
  start = 0,
  extra: Partial<TraceSpan> = {},
) {
  return {
    spanId,
    parentSpanId,
    start,
    durationMs: 10,
    otelKind: 'internal',
    ...extra,
  } as TraceSpan;
}

const spans = [
  span('root', null, 0, { otelKind: 'server', durationMs: 100 }),
  span('late', 'root', 50),
  span('early', 'root', 5),
  span('leaf', 'early', 6),
  span('lost', 'not-stored', 70),
];
const ids = (collapsed: string[] = []) =>
  rowsOf(treeOf(spans), new Set(collapsed)).map(
    (row) => `${'-'.repeat(row.depth)}${row.span.spanId}`,
  );

describe('rows', () => {
  test('children follow their parent by start; a lost parent makes a root', () => {
    expect(ids()).toEqual(['root', '-early', '--leaf', '-late', 'lost']);
  });
  test('a collapsed span hides what is below it', () => {
    expect(ids(['early'])).toEqual(['root', '-early', '-late', 'lost']);
    expect(ids(['root'])).toEqual(['root', 'lost']);
  });
  test('position and number of siblings are told', () => {
    const row = rowsOf(treeOf(spans), new Set()).find((one) => one.span.spanId === 'late');
    expect(row).toMatchObject({ position: 2, siblings: 2, children: 0 });
  });
  test('a circle of parents and a very deep chain end', () => {
    const circle = [span('a', 'b'), span('b', 'a')];
    expect(rowsOf(treeOf(circle), new Set())).toHaveLength(2);
    const chain = Array.from({ length: 3_000 }, (_, index) =>
      span(`s${index}`, index === 0 ? null : `s${index - 1}`),
    );
    expect(rowsOf(treeOf(chain), new Set()).at(-1)?.depth).toBe(2_999);
  });
});

test('bars are placed in per cent of the whole and stay inside it', () => {
  const lane = laneOf(spans);
  expect(lane).toEqual({ start: 0, durationMs: 100 });
  expect(barOf(span('x', null, 50), lane)).toEqual({ left: 50, width: 10 });
  expect(barOf(span('x', null, 95), lane)).toEqual({ left: 95, width: 5 });
  expect(barOf(span('x', null, -20), lane)).toEqual({ left: 0, width: 0 });
});

test('the request that caused a span is the outermost server span above it', () => {
  const tree = treeOf(spans);
  expect(requestOf(tree, 'leaf')?.spanId).toBe('root');
  expect(requestOf(tree, undefined)?.spanId).toBe('root');
  expect(requestOf(treeOf([span('only', null)]), 'only')).toBeUndefined();
  expect(ancestorsOf(tree, 'leaf')).toEqual(['early', 'root']);
});
