import { describe, expect, test } from 'vitest';
import { display, type Source, viewOf } from './view.ts';

const message = (role: string, ...parts: Source['parts']): Source => ({ role, parts, name: null });

describe('messages as a reader sees them', () => {
  test('a tool call is joined with its result by id', () => {
    const shown = viewOf([
      message(
        'assistant',
        { type: 'tool_call', id: 'a', name: 'lookup', arguments: { id: 88 } },
        { type: 'tool_call', id: 'b', name: 'lookup', arguments: '{"id":89}' },
      ),
      message('tool', { type: 'tool_call_response', id: 'b', response: 'two' }),
      message('tool', { type: 'tool_call_response', id: 'a', response: { rows: 2 } }),
    ]);
    expect(shown).toMatchObject([
      { kind: 'tool', name: 'lookup', args: '{ "id": 88 }', result: '{ "rows": 2 }' },
      { kind: 'tool', name: 'lookup', args: '{ "id": 89 }', result: 'two' },
    ]);
  });

  test('a result without its call is shown by itself', () => {
    const shown = viewOf([message('tool', { type: 'tool_call_response', id: 'x', response: 'r' })]);
    expect(shown).toMatchObject([{ kind: 'tool', args: null, result: 'r' }]);
  });

  test('reasoning, text and unknown parts keep their order; empty text is left out', () => {
    const shown = viewOf([
      message(
        'assistant',
        { type: 'reasoning', content: 'hm' },
        { type: 'text', content: '' },
        { type: 'text', content: '<b>hi</b>' },
        { type: 'blob', mime_type: 'image/png' },
      ),
    ]);
    expect(shown.map((item) => item.kind)).toEqual(['reasoning', 'text', 'other']);
    expect(shown[1]).toMatchObject({ text: '<b>hi</b>' });
  });
});

test('UI-28: parts of another shape than the conventions’ are still shown', () => {
  const odd = (parts: unknown) => viewOf([{ role: 'user', parts, name: null } as Source]);
  expect(odd('just text')).toMatchObject([{ kind: 'text', text: 'just text' }]);
  expect(odd([{ text: 'no type' }])).toMatchObject([{ kind: 'other', type: 'other' }]);
  expect(odd(null)).toEqual([]);
});

test('UI-28: cut JSON is shown as it came', () => {
  expect(display('{"a": [1, 2')).toBe('{"a": [1, 2');
  expect(display('{"a":1}')).toBe('{ "a": 1 }');
  expect(display({ a: 'x'.repeat(80) })).toBe(`{\n  "a": "${'x'.repeat(80)}"\n}`);
  expect(display('plain')).toBe('plain');
  expect(display(null)).toBeNull();
  expect(display(0)).toBe('0');
});
