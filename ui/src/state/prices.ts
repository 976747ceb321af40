/** The API's parameter `prices` in words, and back. Undefined is the price when the call started. */

const AS = 'as:';

/** "at the call", "of today", "as gpt-4o". */
export function describePrices(prices: string | undefined): string {
  if (prices === undefined) return 'at the call';
  if (prices === 'today') return 'of today';
  return prices.startsWith(AS) ? `as ${prices.slice(AS.length)}` : prices;
}

/** As if on this model; null for no name. */
export function asModel(name: string): string | null {
  const model = name.trim();
  return model === '' ? null : AS + model;
}

/** The model's name, where prices are as if on one. */
export function modelOf(prices: string | undefined): string | undefined {
  return prices?.startsWith(AS) ? prices.slice(AS.length) : undefined;
}
