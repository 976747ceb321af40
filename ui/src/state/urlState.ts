import { useMemo } from 'react';
import { navigate, usePathname, useSearch } from 'wouter/use-browser-location';
import { DEFAULT_RANGE, readRange, type TimeRange, writeRange } from './timeRange.ts';

/** What every screen shares: the state bar's time range, environment and prices. */
export interface Scope {
  range: TimeRange;
  /** Undefined: all environments. Empty: spans that name none. */
  environment: string | undefined;
  /** Undefined: at the call. Else as the API's parameter has it: `today`, `as:gpt-4o`. */
  prices: string | undefined;
}

export type Filters = Record<string, string | number | boolean | null | undefined>;

export function readScope(search: string): Scope {
  const params = new URLSearchParams(search);
  return {
    range: readRange(params),
    environment: params.get('env') ?? undefined,
    prices: readPrices(params.get('prices')),
  };
}

function readPrices(text: string | null): string | undefined {
  return text && text !== 'at_call' ? text : undefined;
}

/** An address with filters of its own that keeps the scope; null and undefined leave a key out. */
export function hrefKeeping(scope: Scope, path: string, filters: Filters = {}): string {
  const params = new URLSearchParams();
  writeRange(scope.range, params);
  if (scope.environment !== undefined) params.set('env', scope.environment);
  if (scope.prices !== undefined) params.set('prices', scope.prices);
  for (const [key, value] of Object.entries(filters)) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  }
  return `${path}?${query(params)}`;
}

/** The same address with some keys changed; null, undefined and "" remove one. All others stay. */
export function searchWith(search: string, changes: Filters): string {
  const params = new URLSearchParams(search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') params.delete(key);
    else params.set(key, String(value));
  }
  return query(params);
}

/** The same address with another scope. The default range is written too: links say what they mean. */
export function searchWithScope(search: string, scope: Partial<Scope>): string {
  const params = new URLSearchParams(search);
  if (scope.range) writeRange(scope.range, params);
  if ('environment' in scope) {
    if (scope.environment === undefined) params.delete('env');
    else params.set('env', scope.environment);
  }
  if ('prices' in scope) {
    if (scope.prices === undefined) params.delete('prices');
    else params.set('prices', scope.prices);
  }
  params.delete('page');
  return query(params);
}

/** `from=2026-01-01T10:00:00.000Z` is as legal unescaped, and can be read. */
function query(params: URLSearchParams): string {
  return params.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
}

/** Reads the scope and the screen's own filters from the address, and changes them there. */
export function useUrlState() {
  const search = useSearch();
  // As the browser has it: ids in it stay escaped.
  const path = usePathname();
  return useMemo(() => {
    const scope = readScope(search);
    const params = new URLSearchParams(search);
    return {
      path,
      search,
      scope,
      get: (key: string) => params.get(key) ?? undefined,
      /** Changes filters in place. */
      set: (changes: Filters, replace = true) => {
        const next = searchWith(search, changes);
        navigate(next ? `${path}?${next}` : path, { replace });
      },
      setScope: (change: Partial<Scope>) => {
        const next = searchWithScope(search, change);
        navigate(next ? `${path}?${next}` : path);
      },
      /** An internal link that keeps the scope. */
      href: (to: string, filters?: Filters) => hrefKeeping(scope, to, filters),
      go: (to: string, filters?: Filters) => navigate(hrefKeeping(scope, to, filters)),
    };
  }, [search, path]);
}

export type UrlState = ReturnType<typeof useUrlState>;

export const DEFAULT_SCOPE: Scope = {
  range: DEFAULT_RANGE,
  environment: undefined,
  prices: undefined,
};

export function conversationPath(id: string): string {
  return `/conversations/${encodeURIComponent(id)}`;
}

export function tracePath(traceId: string): string {
  return `/traces/${encodeURIComponent(traceId)}`;
}
