export type Route =
  | { screen: 'overview' | 'conversations' | 'traces' | 'workflows' | 'groups' | 'not-found' }
  | { screen: 'conversation' | 'trace'; id: string };

/** What a path shows. Ids in it are percent-encoded, so one may hold a slash. */
export function routeOf(path: string): Route {
  const [first = '', second, ...rest] = path.replace(/^\/|\/$/g, '').split('/');
  if (rest.length > 0) return { screen: 'not-found' };
  if (second === undefined) {
    if (first === '' || first === 'overview') return { screen: 'overview' };
    if (
      first === 'conversations' ||
      first === 'traces' ||
      first === 'workflows' ||
      first === 'groups'
    ) {
      return { screen: first };
    }
    return { screen: 'not-found' };
  }
  const id = decode(second);
  if (id === null) return { screen: 'not-found' };
  if (first === 'conversations') return { screen: 'conversation', id };
  if (first === 'traces') return { screen: 'trace', id };
  return { screen: 'not-found' };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
