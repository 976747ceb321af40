import { Link } from 'wouter';
import type { Step, Turn } from '../api/types.ts';
import { count, duration } from '../format/numbers.ts';
import { ToolValues } from '../messages/Messages.tsx';
import { display } from '../messages/view.ts';
import { categoryLabel, lookOf } from '../parts/kinds.ts';
import { KindMark } from '../parts/parts.tsx';
import { ScoreList } from '../parts/Scores.tsx';
import { tracePath, useUrlState } from '../state/urlState.ts';
import { ApprovalMark, Tools } from './Tools.tsx';

const MAX_STEPS = 200;

/** What ran in a turn, as a tree with each step's place in time. */
export function Steps({ turn }: { turn: Turn }) {
  const shown = turn.steps.slice(0, MAX_STEPS);
  return (
    <aside className="ran" aria-label={`What ran in turn ${turn.number}`}>
      <div className="row" style={{ marginBottom: 6 }}>
        <h3>What ran</h3>
        {turn.workflow && (
          <span className="chip" title={turn.workflow.id ?? undefined}>
            {turn.workflow.type ?? turn.workflow.id}
          </span>
        )}
        {turn.category && <span className="chip">{categoryLabel(turn.category)}</span>}
        {turn.agents.length > 0 && (
          <span className="meta" data-testid={`turn-${turn.number}-agents`}>
            {turn.agents.join(' ⇢ ')}
          </span>
        )}
      </div>
      <ol className="steps">
        {shown.map((step) => (
          <StepRow key={`${step.traceId}/${step.spanId}`} step={step} turn={turn} />
        ))}
      </ol>
      {turn.steps.length > MAX_STEPS && (
        <p className="meta">
          The first {MAX_STEPS} of {count(turn.steps.length)} steps; the trace shows all.
        </p>
      )}
      {turn.tools.length > 0 && (
        <div className="ran-part">
          <h3>Tools</h3>
          <Tools
            tools={turn.tools}
            label={`Tools of turn ${turn.number}`}
            testid={`turn-${turn.number}-tools`}
          />
        </div>
      )}
      {turn.scores.length > 0 && (
        <div className="ran-part">
          <h3>Scores</h3>
          <ScoreList scores={turn.scores} links />
        </div>
      )}
    </aside>
  );
}

function StepRow({ step, turn }: { step: Step; turn: Turn }) {
  const { href } = useUrlState();
  const total = Math.max(turn.durationMs, 0.001);
  const left = Math.min(Math.max(((step.start - turn.start) / total) * 100, 0), 99);
  const width = Math.min((step.durationMs / total) * 100, 100 - left);
  const failed = step.status === 'error';
  const indent = Math.max(Math.min(step.depth, 6), 0) * 14;
  return (
    <li style={{ paddingLeft: indent }}>
      <Link
        href={href(tracePath(step.traceId), { span: step.spanId })}
        title={`${lookOf(step.kind).label} ${step.name}`}
      >
        <span className="inline">
          <KindMark kind={step.kind} />
          <span className={failed ? 'clip bad' : 'clip'}>
            {failed && '✕ '}
            {labelOf(step)}
          </span>
        </span>
        <span className="meta num">{duration(step.durationMs)}</span>
        {/* All lanes share one time axis, so a lane is not indented. */}
        <span className="lane" style={{ marginLeft: -indent }} aria-hidden="true">
          <i
            style={{
              left: `${left}%`,
              width: `${width}%`,
              background: failed ? 'var(--error)' : lookOf(step.kind).color,
            }}
          />
        </span>
      </Link>
      {(step.approval || (step.repetition ?? 0) > 1) && (
        <span className="inline wrap step-marks">
          {step.approval && <ApprovalMark approval={step.approval} />}
          {(step.repetition ?? 0) > 1 && (
            <span className="chip warn" title="Called before with the same arguments in this turn">
              ↻ same arguments, time {step.repetition}
            </span>
          )}
        </span>
      )}
      {step.tool && (step.tool.arguments !== null || step.tool.result !== null) && (
        <details className="fold" style={{ paddingLeft: 30 }}>
          <summary className="meta">arguments and result</summary>
          <div className="tool">
            <ToolValues args={display(step.tool.arguments)} result={display(step.tool.result)} />
          </div>
        </details>
      )}
    </li>
  );
}

function labelOf(step: Step): string {
  switch (step.kind) {
    case 'agent':
      return step.agent ?? step.name;
    case 'tool_call':
    case 'mcp':
      return step.tool?.name ?? step.name;
    case 'handoff':
      return `hand-off ${step.name}`;
    default:
      return step.name;
  }
}
