import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/client.ts';
import { filterFault, wordAt } from './filterFault.ts';

describe('a fault of a filter', () => {
  it('is told apart from other refusals, with its place', () => {
    const error = new ApiError(
      400,
      'bad_request',
      'parameter filter: at character 8: "cheap" (expected: US dollars such as 0.05)',
    );
    expect(filterFault(error)).toEqual({
      position: 8,
      message: '"cheap" (expected: US dollars such as 0.05)',
    });
    expect(filterFault(new ApiError(400, 'bad_request', 'parameter to: missing'))).toBeNull();
    expect(filterFault(new ApiError(503, 'unavailable', 'parameter filter: x'))).toBeNull();
    expect(filterFault(null)).toBeNull();
  });

  it('is shown at its word, and at the end where a word is missing', () => {
    expect(wordAt('cost > cheap and x.y', 8)).toEqual({
      before: 'cost > ',
      word: 'cheap',
      after: ' and x.y',
    });
    expect(wordAt('cost >', 7)).toEqual({ before: 'cost >', word: '', after: '' });
    expect(wordAt('tag = "a b" )', 7).word).toBe('"a b"');
    expect(wordAt('a', 99)).toEqual({ before: 'a', word: '', after: '' });
  });
});
