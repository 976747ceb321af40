import { expect, test } from 'vitest';
import { parseTyped } from './timeRange.ts';
import {
  conversationPath,
  DEFAULT_SCOPE,
  hrefKeeping,
  readScope,
  searchWith,
  searchWithScope,
} from './urlState.ts';

test('an internal link keeps range and environment and adds its filters', () => {
  const scope = readScope('from=now-7d&to=now&env=production&page=3');
  expect(hrefKeeping(scope, '/traces', { status: 'error', model: null, q: '' })).toBe(
    '/traces?from=now-7d&to=now&env=production&status=error',
  );
});

test('"no environment" is another thing than "all environments"', () => {
  expect(readScope('env=').environment).toBe('');
  expect(readScope('').environment).toBeUndefined();
  expect(hrefKeeping(readScope('env='), '/')).toBe('/?from=now-24h&to=now&env=');
});

test('changing a filter leaves unknown parameters alone', () => {
  expect(searchWith('x=1&errors=true', { errors: null, user: 'ann' })).toBe('x=1&user=ann');
});

test('changing the range starts the list again at its first page', () => {
  const range = parseTyped('90m', 0);
  expect(searchWithScope('page=2&q=a', range ? { range } : {})).toBe('q=a&from=now-90m&to=now');
  expect(searchWithScope('env=x&q=a', { environment: undefined })).toBe('q=a');
});

test('ids survive in a path', () => {
  expect(conversationPath('a/b ü?#')).toBe('/conversations/a%2Fb%20%C3%BC%3F%23');
  expect(hrefKeeping(DEFAULT_SCOPE, '/')).toBe('/?from=now-24h&to=now');
});
