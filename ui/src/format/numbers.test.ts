import { describe, expect, test } from 'vitest';
import {
  average,
  change,
  count,
  duration,
  money,
  percent,
  plural,
  scored,
  short,
  signedPercent,
  UNKNOWN,
} from './numbers.ts';

const usd = (amount: string) => money({ amount, currency: 'USD' });

describe('money', () => {
  test.each([
    ['0.0075', '$0.0075'],
    ['12.34', '$12.34'],
    ['0.5', '$0.50'],
    ['0', '$0.00'],
    ['0.000012', '$0.000012'],
    ['0.00001234567', '$0.00001235'],
    ['0.1234567', '$0.1235'],
    ['1.005', '$1.01'],
    ['1234567.891', '$1,234,567.89'],
    ['9.999', '$10.00'],
    ['0.99999999', '$1.00'],
    ['-0.25', '−$0.25'],
  ])('%s is shown as %s', (amount, shown) => expect(usd(amount)).toBe(shown));

  test('unknown is never 0', () => expect(money(null)).toBe(UNKNOWN));
  test('names another currency', () => {
    expect(money({ amount: '3.5', currency: 'EUR' })).toBe('€3.50');
    expect(money({ amount: '3.5', currency: 'CHF' })).toBe('CHF 3.50');
  });
});

test.each([
  [0, '0'],
  [99_999, '99,999'],
  [100_000, '100 k'],
  [128_400, '128 k'],
  [999_950, '1.00 M'],
  [12_840_000, '12.8 M'],
  [1_284, '1,284'],
  [null, UNKNOWN],
])('count %s is %s', (value, shown) => expect(count(value)).toBe(shown));

test.each([
  [0, '0 ms'],
  [0.42, '0.42 ms'],
  [4.2, '4.2 ms'],
  [812.4, '812 ms'],
  [999.7, '1.00 s'],
  [1_360, '1.36 s'],
  [12_500, '12.5 s'],
  [59_949, '59.9 s'],
  [59_960, '1 m 00 s'],
  [125_000, '2 m 05 s'],
  [3_840_000, '1 h 04 m'],
  [266_400_000, '3 d 2 h'],
  [null, UNKNOWN],
])('duration %s ms is %s', (value, shown) => expect(duration(value)).toBe(shown));

test.each([
  [0, '0%'],
  [1, '100%'],
  [0.979, '97.9%'],
  [0.99999, '>99.99%'],
  [0.00001, '<0.01%'],
  [0.9951, '99.51%'],
  [0.5, '50%'],
  [null, UNKNOWN],
])('share %s is %s', (value, shown) => expect(percent(value)).toBe(shown));

test('changes are relative and know when they say nothing', () => {
  expect(change(112, 100)).toBeCloseTo(0.12);
  expect(change(5, 0)).toBeNull();
  expect(change(null, 5)).toBeNull();
  expect(signedPercent(0.12)).toBe('+12%');
  expect(signedPercent(-0.004)).toBe('−0.4%');
  expect(signedPercent(0.0001)).toBe('±0%');
  expect(signedPercent(37)).toBe('×38');
});

test('an axis needs no zeros at the end', () => {
  expect(['2.00 s', '1.50 s', '12.0 M', '0 ms', '100 k', '20'].map(short)).toEqual([
    '2 s',
    '1.5 s',
    '12 M',
    '0 ms',
    '100 k',
    '20',
  ]);
});

test('averages and plurals', () => {
  expect(average(10 / 3)).toBe('3.3');
  expect(average(2)).toBe('2');
  expect(plural(1, 'turn')).toBe('1 turn');
  expect(plural(0, 'reply', 'replies')).toBe('0 replies');
});

test.each([
  [0.35, '0.35'],
  [0.00012345, '0.000123'],
  [-0.5, '-0.5'],
  [4, '4'],
  [87.126, '87.13'],
])('a score of %d is shown as %s', (value, shown) => expect(scored(value)).toBe(shown));
