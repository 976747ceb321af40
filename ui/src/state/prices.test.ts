import { expect, test } from 'vitest';
import { asModel, describePrices, modelOf } from './prices.ts';
import { hrefKeeping, readScope, searchWithScope } from './urlState.ts';

test('prices in words', () => {
  expect(describePrices(undefined)).toBe('at the call');
  expect(describePrices('today')).toBe('of today');
  expect(describePrices('as:openai/gpt-4o')).toBe('as openai/gpt-4o');
  expect(asModel('  gpt-4o ')).toBe('as:gpt-4o');
  expect(asModel('  ')).toBeNull();
  expect(modelOf('as:gpt-4o')).toBe('gpt-4o');
  expect(modelOf('today')).toBeUndefined();
});

test('links keep the prices, and the default is not written', () => {
  const scope = readScope('prices=as:gpt-4o');
  expect(scope.prices).toBe('as:gpt-4o');
  expect(hrefKeeping(scope, '/traces')).toBe('/traces?from=now-24h&to=now&prices=as:gpt-4o');
  expect(readScope('prices=at_call').prices).toBeUndefined();
  expect(searchWithScope('prices=today&page=2', { prices: undefined })).toBe('');
  expect(searchWithScope('q=a', { prices: 'today' })).toBe('q=a&prices=today');
});
