import { Fragment, useEffect, useMemo, useRef } from 'react';
import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import { useConversation } from '../api/queries.ts';
import type { Conversation, ToolUse, Turn as TurnData } from '../api/types.ts';
import { average, count, duration, plural } from '../format/numbers.ts';
import { fullTime, when } from '../format/time.ts';
import { CopyButton, Cost, Count, Fact, Models } from '../parts/parts.tsx';
import { ScoreList } from '../parts/Scores.tsx';
import { Loaded, PageSkeleton } from '../parts/states.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { dayUpTo } from '../state/timeRange.ts';
import { useUrlState } from '../state/urlState.ts';
import { idleBefore } from './idle.ts';
import { Tools, toolsLine } from './Tools.tsx';
import { Turn } from './Turn.tsx';

/** One conversation, every turn of it in order: what was said, what ran, what it cost. */
export default function Flow({ id }: { id: string }) {
  const { scope } = useUrlState();
  const query = useConversation(id, scope);
  useTitle(query.data?.totals.title ?? `Conversation ${id}`);
  return (
    <div className="page">
      <Loaded query={query} skeleton={<PageSkeleton rows={10} height={48} />}>
        {(data) => <Whole data={data} />}
      </Loaded>
    </div>
  );
}

function Whole({ data }: { data: Conversation }) {
  const url = useUrlState();
  const { totals } = data;
  const chosen = Number(url.get('turn') ?? 0);
  useScrollTo(chosen);
  return (
    <>
      <div className="page-head">
        <Link className="text" href={url.href('/conversations')}>
          Conversations
        </Link>
        <span className="muted" aria-hidden="true">
          /
        </span>
        <span className="mono muted" data-testid="flow-id">
          {data.id}
        </span>
        <span className="push row">
          <CopyButton text={location.href} label="Copy link" />
        </span>
        <h1 className="flow-title" data-testid="flow-title">
          {totals.title ?? `Conversation ${data.id}`}
        </h1>
      </div>
      <dl className="panel facts-bar">
        <Fact label="User">
          <span data-testid="flow-user">
            {data.user === null ? (
              '—'
            ) : (
              <Link className="text" href={url.href('/conversations', { user: data.user })}>
                {data.user}
              </Link>
            )}
          </span>
        </Fact>
        <Fact label="Turns">
          <Count value={data.turnsTotal} testid="flow-turns" />
        </Fact>
        <Fact label="Calls">
          <Count value={totals.calls} testid="flow-calls" />
        </Fact>
        <Fact label={totals.messagesApproximate ? 'Messages ≈' : 'Messages'}>
          <Count value={totals.messages} testid="flow-messages" />
        </Fact>
        <Fact label="Tokens in → out">
          <span className="num">
            <Count value={totals.tokens.input} testid="flow-tokens-input" /> →{' '}
            <Count value={totals.tokens.output} testid="flow-tokens-output" />
          </span>
        </Fact>
        <Fact label="Cost">
          <Cost
            value={totals.cost}
            unpriced={totals.unpricedCalls}
            source={totals.costSource}
            testid="flow-cost"
          />
        </Fact>
        <Fact label="Duration">
          <span className="num" data-testid="flow-duration" data-value={totals.durationMs}>
            {duration(totals.durationMs)}
          </span>
        </Fact>
        <Fact label="Models">
          <Models models={totals.models} testid="flow-models" />
        </Fact>
        <Fact label="Errors">
          <span className={totals.errors ? 'bad' : ''} data-testid="flow-errors">
            {totals.errors ? `✕ ${count(totals.errors)}` : '0'}
          </span>
        </Fact>
        <Fact label="Last activity">
          <span className="num" title={fullTime(data.lastActivity)}>
            {when(data.lastActivity, serverNow())}
          </span>
        </Fact>
      </dl>
      <Judged data={data} />
      {data.turnsInRange < data.turnsTotal && (
        <div className="notice" data-testid="flow-range-notice">
          <span>
            Showing all {plural(data.turnsTotal, 'turn')}; {average(data.turnsInRange)} in the
            selected range.
          </span>
          <button
            type="button"
            className="button"
            onClick={() => url.setScope({ range: spanning(data) })}
          >
            Widen the range
          </button>
        </div>
      )}
      {data.truncated && (
        <div className="notice warn" data-testid="truncated">
          This conversation is longer than can be shown at once; its first turns are here.
        </div>
      )}
      <div className="flow">
        <Rail turns={data.turns} chosen={chosen} />
        <div className="turns">
          {data.turns.map((turn, index) => (
            <Fragment key={`${turn.number}/${turn.start}`}>
              <Idle before={data.turns[index - 1]} turn={turn} />
              <Turn turn={turn} chosen={turn.number === chosen} />
            </Fragment>
          ))}
        </div>
      </div>
    </>
  );
}

/** What is said of the whole conversation, and what became of its tools. */
function Judged({ data }: { data: Conversation }) {
  const { scores, tools } = data;
  if (scores.length + tools.length === 0) return null;
  return (
    <div className="judged">
      {scores.length > 0 && (
        <div className="panel" data-testid="flow-scores">
          <h2>Scores</h2>
          <ScoreList scores={scores} links />
        </div>
      )}
      {tools.length > 0 && (
        <details className="panel fold" data-testid="flow-tools" open={tools.some(wantsALook)}>
          <summary>
            <h2>Tools</h2> {toolsLine(tools)}
          </summary>
          <Tools tools={tools} label="Tools of the conversation" testid="flow-tools-table" />
        </details>
      )}
    </div>
  );
}

function wantsALook(tool: ToolUse): boolean {
  return tool.failed + tool.refused > 0 || tool.repeated > 1;
}

function spanning(data: Conversation) {
  const { to } = dayUpTo(data.lastActivity);
  return { from: { kind: 'at' as const, ms: Math.floor(data.firstActivity) }, to };
}

/** A link to a turn arrives at it, once; later data does not pull the reader back. */
function useScrollTo(turn: number): void {
  const done = useRef(0);
  useEffect(() => {
    if (turn === 0 || done.current === turn) return;
    done.current = turn;
    document.getElementById(`turn-${turn}`)?.scrollIntoView({ block: 'start' });
  }, [turn]);
}

function Rail({ turns, chosen }: { turns: TurnData[]; chosen: number }) {
  const url = useUrlState();
  const longest = useMemo(() => Math.max(...turns.map((turn) => turn.durationMs), 1), [turns]);
  return (
    <nav className="rail" aria-label="Turns">
      <h2>Turns</h2>
      <ol>
        {turns.map((turn, index) => (
          <li key={`${turn.number}/${turn.start}`}>
            <Idle before={turns[index - 1]} turn={turn} short />
            <Link
              href={`${url.path}?${new URLSearchParams({ ...paramsOf(url.search), turn: String(turn.number) })}`}
              replace
              data-item=""
              className={turn.inRange ? undefined : 'outside'}
              aria-current={turn.number === chosen ? 'true' : undefined}
              title={turn.inRange ? undefined : 'Outside the selected range'}
              onClick={() =>
                document.getElementById(`turn-${turn.number}`)?.scrollIntoView({ block: 'start' })
              }
            >
              <span>{turn.number}</span>
              <span>
                <i
                  className={turn.status === 'error' ? 'failed' : undefined}
                  style={{ display: 'block', width: `${(turn.durationMs / longest) * 100}%` }}
                />
              </span>
              <span className={turn.status === 'error' ? 'meta num bad' : 'meta num'}>
                {duration(turn.durationMs)}
                {turn.status === 'error' && ' ✕'}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function paramsOf(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function Idle({
  before,
  turn,
  short,
}: {
  before: TurnData | undefined;
  turn: TurnData;
  short?: boolean;
}) {
  const idle = idleBefore(before, turn);
  if (idle === null) return null;
  return (
    <div className="idle" data-testid={short ? undefined : 'idle'}>
      {short ? duration(idle) : `${duration(idle)} later`}
    </div>
  );
}
