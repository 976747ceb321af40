import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { ApiError } from '../api/client.ts';
import { serverNow } from '../api/clock.ts';
import { useStatus } from '../api/queries.ts';
import { ago } from '../format/time.ts';
import { rangeReaching } from '../state/timeRange.ts';
import { useUrlState } from '../state/urlState.ts';

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** Has the measure of what will stand there, so that nothing jumps. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** One of: skeleton, error, data; dimmed while it is the answer to an earlier question. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  if (query.data !== undefined && !(query.isError && query.isPlaceholderData)) {
    return (
      <>
        {query.isError && (
          <div className="notice error" role="status">
            <span>Could not be brought up to date: {messageOf(query.error)}</span>
            <button type="button" className="button" onClick={() => query.refetch()}>
              Try again
            </button>
          </div>
        )}
        <div className={query.isPlaceholderData ? 'stale' : undefined}>{children(query.data)}</div>
      </>
    );
  }
  if (query.isError) return <Failed error={query.error} retry={() => query.refetch()} />;
  return (
    <div aria-busy="true">
      <span className="sr" role="status">
        Loading
      </span>
      {skeleton}
    </div>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { href } = useUrlState();
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className="panel state" role="alert">
      <h1>{missing ? 'Not stored here' : 'This could not be loaded'}</h1>
      <p>{messageOf(error)}</p>
      <div className="row">
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
        {missing && (
          <Link className="button" href={href('/conversations')}>
            To the conversations
          </Link>
        )}
      </div>
    </div>
  );
}

/** The store has data, but none that these filters and this range let through. */
export function NothingHere({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const status = useStatus();
  const { setScope, scope } = useUrlState();
  const last = status.data?.lastSpanAt ?? null;
  return (
    <div className="state" data-testid="nothing-in-range">
      <h2>{filtered ? 'Nothing matches these filters' : 'Nothing in this time range'}</h2>
      <p>
        {scope.environment !== undefined && 'One environment is selected. '}
        {last !== null && `The newest span stored started ${ago(last, serverNow())}.`}
      </p>
      <div className="row">
        {filtered && (
          <button type="button" className="button primary" onClick={clear}>
            Clear the filters
          </button>
        )}
        {scope.environment !== undefined && (
          <button
            type="button"
            className="button"
            onClick={() => setScope({ environment: undefined })}
          >
            All environments
          </button>
        )}
        {last !== null && !filtered && (
          <button
            type="button"
            className="button primary"
            onClick={() => setScope({ range: rangeReaching(last, serverNow()) })}
          >
            Go to where the data is
          </button>
        )}
      </div>
    </div>
  );
}

export function Block({ height, width }: { height: number; width?: string }) {
  return <div className="skeleton" style={{ height, width: width ?? '100%' }} />;
}

/** The rows of a list to come. */
export function RowsSkeleton({ rows = 12, height = 36 }: { rows?: number; height?: number }) {
  return (
    <div className="panel" style={{ padding: '0 12px' }}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={index} style={{ height, display: 'grid', alignItems: 'center' }}>
          <Block height={12} width={`${92 - ((index * 17) % 38)}%`} />
        </div>
      ))}
    </div>
  );
}

/** A page about one thing to come: its head, its figures and its rows. */
export function PageSkeleton(rows: { rows: number; height: number }) {
  return (
    <>
      <div className="page-head">
        <Block height={28} width="40%" />
      </div>
      <RowsSkeleton rows={1} height={64} />
      <div style={{ height: 12 }} />
      <RowsSkeleton {...rows} />
    </>
  );
}
