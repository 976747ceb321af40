import { expect, test } from 'vitest';
import { colorOf } from './colors.ts';

test('a name keeps its hue, and the first six names have six', () => {
  const names = ['gpt-4o', 'gpt-4o-mini', 'claude', 'gemini', 'mistral', 'llama'];
  const first = names.map(colorOf);
  expect(new Set(first).size).toBe(6);
  colorOf('a seventh');
  expect([...names].reverse().map(colorOf).reverse()).toEqual(first);
});
