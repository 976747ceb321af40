import type { SpanRow } from '../api/types.ts';

/** What counts as a call and has usage but no known price. */
export function unpriced(span: Pick<SpanRow, 'cost' | 'tokens' | 'counted'>): boolean {
  return span.cost === null && span.counted && span.tokens !== null;
}
