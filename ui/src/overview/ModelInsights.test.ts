import { expect, test } from 'vitest';
import type { ModelFigures } from '../api/types.ts';
import { sortModels } from './ModelInsights.tsx';

const model = (name: string, cost: string | null, calls: number) =>
  ({ model: name, cost: cost && { amount: cost, currency: 'USD' }, calls }) as ModelFigures;
const models = [model('b', '10.5', 1), model('a', '9.75', 3), model('c', null, 2)];
const names = (by: string, order: string) => sortModels(models, by, order).map((one) => one.model);

test('models sort by amount, not by its letters, and an unknown cost comes last either way', () => {
  expect(names('cost', 'desc')).toEqual(['b', 'a', 'c']);
  expect(names('cost', 'asc')).toEqual(['a', 'b', 'c']);
  expect(names('calls', 'desc')).toEqual(['a', 'c', 'b']);
  expect(names('model', 'asc')).toEqual(['a', 'b', 'c']);
});
