import { useMemo } from 'react';
import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import type { Step, Turn as TurnData } from '../api/types.ts';
import { duration, plural } from '../format/numbers.ts';
import { fullTime, when } from '../format/time.ts';
import { Messages } from '../messages/Messages.tsx';
import { display, partsOf, type Source } from '../messages/view.ts';
import { Cost, Count, Models, StatusMark } from '../parts/parts.tsx';
import { ScoreChips } from '../parts/Scores.tsx';
import { tracePath, useUrlState } from '../state/urlState.ts';
import { Steps } from './Steps.tsx';

export function Turn({ turn, chosen }: { turn: TurnData; chosen: boolean }) {
  const { href } = useUrlState();
  const id = `turn-${turn.number}`;
  const messages = useMemo(() => withResults(turn.messages, turn.steps), [turn]);
  return (
    <section
      id={id}
      className={`panel turn${chosen ? ' chosen' : ''}${turn.inRange ? '' : ' outside'}`}
      data-testid={id}
      aria-label={`Turn ${turn.number}`}
    >
      <header>
        <h2 title={turn.automatic ? 'Numbered by time: the caller set no number' : undefined}>
          Turn {turn.number}
        </h2>
        <span className="muted num" title={fullTime(turn.start)}>
          {when(turn.start, serverNow())}
        </span>
        <span data-testid={`${id}-status`}>
          <StatusMark status={turn.status} />
        </span>
        <span className="num" data-testid={`${id}-duration`} data-value={turn.durationMs}>
          {duration(turn.durationMs)}
        </span>
        <span className="num" title={plural(turn.calls, 'call')}>
          <Count value={turn.tokens.input} testid={`${id}-tokens-input`} /> →{' '}
          <Count value={turn.tokens.output} testid={`${id}-tokens-output`} />{' '}
          <span className="muted">tokens</span>
        </span>
        <Cost
          value={turn.cost}
          unpriced={turn.unpricedCalls}
          source={turn.costSource}
          testid={`${id}-cost`}
        />
        <Models models={turn.models} testid={`${id}-models`} />
        <ScoreChips scores={turn.scores} testid={`${id}-scores`} />
        {!turn.inRange && <span className="chip">outside the range</span>}
        <span className="push row">
          {turn.request && (
            <Link
              className="text"
              href={href(tracePath(turn.request.traceId), { span: turn.request.spanId })}
              data-testid={`${id}-request`}
              title="The request that caused this turn"
            >
              {turn.request.name}
            </Link>
          )}
          {turn.traceIds.map((traceId, index) => (
            <Link
              key={traceId}
              className="button"
              href={href(tracePath(traceId))}
              data-testid={index === 0 ? `${id}-trace` : `${id}-trace-${index + 1}`}
              title={`Trace ${traceId}`}
            >
              {turn.traceIds.length > 1 ? `Trace ${index + 1}` : 'View trace'}
            </Link>
          ))}
        </span>
      </header>
      <div className="turn-body">
        <div className="transcript">
          {turn.repeated > 0 && (
            <p className="meta" data-testid={`${id}-repeated`}>
              ↑ {plural(turn.repeated, 'earlier message')}, unchanged
            </p>
          )}
          {turn.contentCaptured || messages.length > 0 ? (
            <Messages messages={messages} testid={id} />
          ) : (
            <NotCaptured />
          )}
          {turn.failures.map((failure) => (
            <div key={failure.spanId} className="notice error" data-testid={`${id}-failure`}>
              <span className="bad">✕ {failure.type ?? 'Error'}</span>
              <span>{failure.message}</span>
              <Link
                className="text"
                href={href(tracePath(failure.traceId), { span: failure.spanId })}
              >
                show
              </Link>
            </div>
          ))}
        </div>
        <Steps turn={turn} />
      </div>
    </section>
  );
}

/** A tool's result often comes only on the tool's own span: it is put where the call was made. */
function withResults(messages: Source[], steps: Step[]): Source[] {
  const answered = new Set(
    messages.flatMap((message) =>
      partsOf(message)
        .filter((part) => part.type === 'tool_call_response')
        .map((part) => part.id),
    ),
  );
  return messages.flatMap((message) => {
    const results = partsOf(message)
      .filter((part) => part.type === 'tool_call' && !answered.has(part.id))
      .flatMap((part) => {
        const step = steps.find((one) => one.tool?.callId && one.tool.callId === part.id);
        const response = step?.tool?.result ?? null;
        if (response === null) return [];
        answered.add(part.id);
        return [{ type: 'tool_call_response', id: part.id, response: display(response) }];
      });
    return results.length === 0
      ? [message]
      : [message, { role: 'tool', parts: results, name: null }];
  });
}

function NotCaptured() {
  return (
    <details className="fold" data-testid="content-not-captured">
      <summary>Content was not captured · how to switch it on</summary>
      <div className="quiet">
        {'What was said is not on these spans; tokens, cost and times are. To capture it, set\n'}
        <code>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true</code>
        {
          '\nin the application’s environment and start it again. Messages may hold personal data: they are then stored here.'
        }
      </div>
    </details>
  );
}
