import { expect, test } from 'vitest';
import { routeOf } from './routes.ts';

test.each([
  ['/', { screen: 'overview' }],
  ['/overview', { screen: 'overview' }],
  ['/conversations/', { screen: 'conversations' }],
  ['/workflows', { screen: 'workflows' }],
  ['/groups/', { screen: 'groups' }],
  ['/conversations/a%2Fb%25', { screen: 'conversation', id: 'a/b%' }],
  [
    '/traces/0af7651916cd43dd8448eb211c80319c',
    {
      screen: 'trace',
      id: '0af7651916cd43dd8448eb211c80319c',
    },
  ],
  ['/conversations/%E0%A4%A', { screen: 'not-found' }],
  ['/a/b/c', { screen: 'not-found' }],
  ['/metrics', { screen: 'not-found' }],
])('%s', (path, route) => expect(routeOf(path)).toEqual(route));
