import { expect, test } from 'vitest';
import { idleBefore } from './idle.ts';

test('only a gap of more than five minutes after the end counts as idle', () => {
  const before = { start: 0, durationMs: 10_000 };
  expect(idleBefore(before, { start: 310_000 })).toBeNull();
  expect(idleBefore(before, { start: 310_001 })).toBe(300_001);
  expect(idleBefore(undefined, { start: 310_001 })).toBeNull();
});
