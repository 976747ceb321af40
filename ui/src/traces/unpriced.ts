import type { SpanRow } from '../api/types.ts';

/** A call with usage of its own but no known price. */
export function unpriced(span: Pick<SpanRow, 'cost' | 'tokens' | 'role'>): boolean {
  return span.cost === null && span.role === 'own' && span.tokens !== null;
}
