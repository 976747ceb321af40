import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followChanges, type LiveState } from './changes.ts';

class Stream extends EventTarget {
  readyState = 1;
  onerror: (() => void) | null = null;
  close() {
    this.readyState = 2;
  }
  tell(type: string, revision: number) {
    const data = JSON.stringify({ revision, now: Date.now() });
    this.dispatchEvent(new MessageEvent(type, { data }));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function follow() {
  const queries = new QueryClient();
  const refetch = vi.spyOn(queries, 'invalidateQueries');
  const stream = new Stream();
  const states: LiveState[] = [];
  const stop = followChanges(
    queries,
    (state) => states.push(state),
    () => stream as unknown as EventSource,
  );
  return { refetch, stream, states, stop };
}

test('a commit refetches at once, a burst of commits once more', () => {
  const { refetch, stream, stop } = follow();
  stream.tell('hello', 7);
  expect(refetch).toHaveBeenCalledTimes(0);
  stream.tell('commit', 8);
  expect(refetch).toHaveBeenCalledTimes(1);
  for (let revision = 9; revision < 20; revision++) stream.tell('commit', revision);
  expect(refetch).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(300);
  expect(refetch).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(refetch).toHaveBeenCalledTimes(2);
  stop();
});

test('a hello after a lost connection refetches what was missed', () => {
  const { refetch, stream, stop } = follow();
  stream.tell('hello', 7);
  stream.onerror?.();
  stream.tell('hello', 9);
  expect(refetch).toHaveBeenCalledTimes(1);
  stop();
});

test('the same revision again refetches nothing', () => {
  const { refetch, stream, stop } = follow();
  stream.tell('hello', 7);
  stream.tell('hello', 7);
  expect(refetch).toHaveBeenCalledTimes(0);
  stop();
});

test('while the stream is down the status is asked, and its revision refetches', async () => {
  let revision = 8;
  vi.stubGlobal('fetch', async () => Response.json({ revision: revision++, now: 0 }));
  const { refetch, stream, states, stop } = follow();
  stream.tell('hello', 7);
  stream.onerror?.();
  expect(states.at(-1)).toBe('polling');
  await vi.advanceTimersByTimeAsync(5_100);
  expect(refetch).toHaveBeenCalledTimes(1);
  stream.tell('commit', 9);
  expect(states.at(-1)).toBe('live');
  stop();
  vi.unstubAllGlobals();
});
