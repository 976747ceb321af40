import { useMemo } from 'react';
import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import { useTrace } from '../api/queries.ts';
import type { Trace, TraceSpan } from '../api/types.ts';
import { duration, plural } from '../format/numbers.ts';
import { fullTime, when } from '../format/time.ts';
import { CopyButton, Cost, Count, Fact } from '../parts/parts.tsx';
import { ScoreChips } from '../parts/Scores.tsx';
import { Loaded, PageSkeleton } from '../parts/states.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { conversationPath, useUrlState } from '../state/urlState.ts';
import { SpanPanel } from './SpanPanel.tsx';
import { Waterfall } from './Waterfall.tsx';
import { requestOf, treeOf } from './waterfall.ts';

/** One trace: every stored span of it in time, and the chosen one in detail. */
export default function TracePage({ traceId }: { traceId: string }) {
  const { scope } = useUrlState();
  const query = useTrace(traceId, scope);
  useTitle(`Trace ${traceId.slice(0, 8)}`);
  return (
    <div className="page">
      <Loaded query={query} skeleton={<PageSkeleton rows={14} height={28} />}>
        {(trace) => <Whole trace={trace} />}
      </Loaded>
    </div>
  );
}

function Whole({ trace }: { trace: Trace }) {
  const url = useUrlState();
  const tree = useMemo(() => treeOf(trace.spans), [trace.spans]);
  const inUrl = url.get('span');
  const fallback = firstOf(trace, tree.roots);
  const chosen = (inUrl === undefined ? undefined : tree.byId.get(inUrl)) ?? fallback;
  const request = requestOf(tree, chosen?.spanId);
  const root = tree.roots[0];
  const choose = (spanId: string) => url.set({ span: spanId });
  return (
    <>
      <div className="page-head">
        <Link className="text" href={url.href('/traces')}>
          Traces
        </Link>
        <span className="muted" aria-hidden="true">
          /
        </span>
        <span className="mono muted clip" data-testid="trace-id">
          {trace.traceId}
        </span>
        <span className="push row">
          <ConversationLinks trace={trace} span={chosen} />
          <CopyButton text={location.href} label="Copy link" />
        </span>
        <h1 className="flow-title">{root?.name ?? 'Trace'}</h1>
      </div>
      <dl className="panel facts-bar">
        <Fact label="Start">
          <span className="num" title={fullTime(trace.start)}>
            {when(trace.start, serverNow())}
          </span>
        </Fact>
        <Fact label="Duration">
          <span className="num" data-testid="trace-duration" data-value={trace.durationMs}>
            {duration(trace.durationMs)}
          </span>
        </Fact>
        <Fact label="Spans">
          <Count value={trace.spans.length} testid="trace-spans" />
        </Fact>
        <Fact label="Errors">
          <span className={trace.errors ? 'bad num' : 'num'} data-testid="trace-errors">
            {trace.errors ? `✕ ${trace.errors}` : '0'}
          </span>
        </Fact>
        <Fact label="Tokens in → out">
          <span className="num">
            <Count value={trace.tokens?.input ?? null} testid="trace-tokens-input" /> →{' '}
            <Count value={trace.tokens?.output ?? null} testid="trace-tokens-output" />
          </span>
        </Fact>
        <Fact label="Cost">
          <Cost value={trace.cost} unpriced={trace.unpricedCalls} testid="trace-cost" />
        </Fact>
        <Fact label="Services">{trace.services.join(', ') || '—'}</Fact>
        {ofTrace(trace).length > 0 && (
          <Fact label="Scores">
            <ScoreChips scores={ofTrace(trace)} testid="trace-scores" />
          </Fact>
        )}
      </dl>
      {request && request.spanId !== chosen?.spanId && (
        <div className="notice" data-testid="request-notice">
          <span>
            Caused by the request <b>{request.name}</b>
            {request.service && ` of ${request.service}`}, {duration(request.durationMs)}
            {request.status === 'error' && <span className="bad"> ✕ error</span>}
          </span>
          <button
            type="button"
            className="button"
            data-testid="request-link"
            onClick={() => choose(request.spanId)}
          >
            Show the request
          </button>
        </div>
      )}
      {trace.truncated && (
        <div className="notice warn" data-testid="truncated">
          This trace has more spans than can be shown at once; the first{' '}
          {plural(trace.spans.length, 'span')} are here.
        </div>
      )}
      <div className="trace">
        <Waterfall tree={tree} spans={trace.spans} chosen={chosen?.spanId} choose={choose} />
        {chosen && <SpanPanel traceId={trace.traceId} row={chosen} />}
      </div>
    </>
  );
}

/** Scores of the whole; those of a span stand on it. */
function ofTrace(trace: Trace) {
  return trace.scores.filter((score) => score.spanId === null && score.responseId === null);
}

/** What a reader most likely came for: the first failure, else the first model call, else the root. */
function firstOf(trace: Trace, roots: TraceSpan[]): TraceSpan | undefined {
  return (
    trace.spans.find((span) => span.status === 'error' && span.spanKind !== 'other') ??
    trace.spans.find((span) => span.kind === 'model_call') ??
    roots[0]
  );
}

function ConversationLinks({ trace, span }: { trace: Trace; span: TraceSpan | undefined }) {
  const { href } = useUrlState();
  const turnOf = (id: string) =>
    span?.conversationId === id
      ? span.turn
      : (trace.spans.find((one) => one.conversationId === id && one.turn !== null)?.turn ?? null);
  return trace.conversationIds.map((id) => (
    <Link
      key={id}
      className="button"
      href={href(conversationPath(id), { turn: turnOf(id) })}
      data-testid="trace-conversation"
      title={`Conversation ${id}, ${plural(trace.conversationIds.length, 'conversation')} in this trace`}
    >
      <span aria-hidden="true">←</span> Conversation
      {trace.conversationIds.length > 1 && <span className="mono">{id}</span>}
      {turnOf(id) !== null && <span className="muted">turn {turnOf(id)}</span>}
    </Link>
  ));
}
