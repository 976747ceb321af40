import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { CHANGES_PATH } from './client.ts';
import { learnServerTime } from './clock.ts';
import { fetchStatus } from './queries.ts';

/** `live`: the server tells of every commit. `polling`: it is asked. `paused`: by the reader. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'paused';

const MIN_GAP_MS = 250;
const POLL_MS = 5_000;
/** {@link EventSource.CLOSED}: the browser has given up and does not try again by itself. */
const CLOSED = 2;

/**
 * Follows the server's revisions and refetches what is on screen when a new one arrives: at once when
 * idle, else after the fetch under way, so that a burst of commits never piles up requests.
 */
export function followChanges(
  queries: QueryClient,
  onState: (state: LiveState) => void,
  openStream: () => EventSource = () => new EventSource(CHANGES_PATH),
): () => void {
  let revision: number | null = null;
  let stale = false;
  let lastRefetch = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let stream: EventSource | undefined;
  let stopped = false;

  const refetchWhenIdle = () => {
    clearTimeout(timer);
    if (stopped || !stale) return;
    const wait = lastRefetch + MIN_GAP_MS - Date.now();
    if (wait > 0 || queries.isFetching() > 0) {
      timer = setTimeout(refetchWhenIdle, Math.max(wait, 50));
      return;
    }
    stale = false;
    lastRefetch = Date.now();
    void queries.invalidateQueries();
  };

  const learn = (next: { revision: number; now: number }) => {
    learnServerTime(next.now);
    if (revision !== null && next.revision !== revision) {
      stale = true;
      refetchWhenIdle();
    }
    revision = next.revision;
  };

  const startPolling = () => {
    onState('polling');
    poll ??= setInterval(() => {
      fetchStatus().then(learn, () => undefined);
      if (stream?.readyState === CLOSED) connect();
    }, POLL_MS);
  };

  const connect = () => {
    stream?.close();
    stream = openStream();
    const heard = (event: Event) => {
      clearInterval(poll);
      poll = undefined;
      onState('live');
      learn(JSON.parse((event as MessageEvent<string>).data));
    };
    stream.addEventListener('hello', heard);
    stream.addEventListener('commit', heard);
    stream.onerror = startPolling;
  };

  onState('connecting');
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearInterval(poll);
    stream?.close();
  };
}

export interface Live {
  state: LiveState;
  toggle: () => void;
}

export const LiveContext = createContext<Live>({ state: 'connecting', toggle: () => undefined });

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Runs {@link followChanges} for as long as the application is on screen and not paused. */
export function useFollowedChanges(): Live {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (paused) {
      setState('paused');
      return;
    }
    return followChanges(queries, setState);
  }, [queries, paused]);
  return useMemo(
    () => ({
      state,
      toggle: () => {
        setPaused((now) => !now);
        void queries.invalidateQueries();
      },
    }),
    [state, queries],
  );
}
