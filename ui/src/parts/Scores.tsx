import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import type { Score } from '../api/types.ts';
import { scored } from '../format/numbers.ts';
import { fullTime, when } from '../format/time.ts';
import { tracePath, useUrlState } from '../state/urlState.ts';

const CHIPS = 4;

/** A score's value in a few characters: its label, else its number, else that there are words. */
export function scoreText(score: Score): string {
  const value = score.value === null ? null : scored(score.value);
  if (score.label !== null) return value === null ? score.label : `${score.label} (${value})`;
  return value ?? 'in words';
}

/** What was thought, in the head of what it is about. */
export function ScoreChips({ scores, testid }: { scores: Score[]; testid?: string }) {
  if (scores.length === 0) return null;
  return (
    <span className="inline wrap" data-testid={testid}>
      {scores.slice(0, CHIPS).map((score) => (
        <span key={score.id} className="chip score" title={titleOf(score)}>
          <span aria-hidden="true">★</span>
          {score.name}
          <b>{scoreText(score)}</b>
        </span>
      ))}
      {scores.length > CHIPS && <span className="meta">+{scores.length - CHIPS}</span>}
    </span>
  );
}

function titleOf(score: Score): string {
  return [score.explanation, score.evaluator && `by ${score.evaluator}`, fullTime(score.time)]
    .filter(Boolean)
    .join('\n');
}

/** Every score with its words; with links to the spans that they are about, where they are wanted. */
export function ScoreList({ scores, links }: { scores: Score[]; links?: boolean }) {
  const { href } = useUrlState();
  return (
    <ul className="scores" data-testid="scores">
      {scores.map((score) => (
        <li key={score.id}>
          <div className="row spread">
            <span className="inline wrap">
              <b>{score.name}</b>
              <span className="num">{scoreText(score)}</span>
            </span>
            <span className="meta" title={fullTime(score.time)}>
              {score.evaluator ? `${score.evaluator} · ` : ''}
              {when(score.time, serverNow())}
            </span>
          </div>
          {score.explanation && <p className="quiet">{score.explanation}</p>}
          {links && score.traceId && score.spanId && (
            <Link
              className="text meta"
              href={href(tracePath(score.traceId), { span: score.spanId })}
            >
              the span it is about
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
