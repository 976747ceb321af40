import type { ReactNode } from 'react';
import type { Attributes, SpanDetail } from '../api/types.ts';
import { duration, money } from '../format/numbers.ts';
import { ScoreList } from '../parts/Scores.tsx';

/** What Parley's SDK marks a span with: attempts, budgets, approvals; and what it was scored. */
export function Marks({ span }: { span: SpanDetail }) {
  const attributes = span.attributes ?? {};
  const marks = [approval(attributes), budget(attributes), retries(span, attributes)].filter(
    (mark) => mark !== null,
  );
  if (marks.length === 0 && span.scores.length === 0) return null;
  return (
    <div className="marks" data-testid="detail-marks">
      {marks}
      {span.scores.length > 0 && (
        <div>
          <h3>Scores</h3>
          <ScoreList scores={span.scores} />
        </div>
      )}
    </div>
  );
}

function notice(key: string, kind: string, title: string, words: ReactNode) {
  return (
    <div key={key} className={`notice ${kind}`} data-testid={`mark-${key}`}>
      <b>{title}</b>
      <span>{words}</span>
    </div>
  );
}

function approval(attributes: Attributes) {
  const decision = text(attributes['parley.tool.approval']);
  if (decision === null) return null;
  const by = text(attributes['parley.tool.approval.by']);
  const wait = number(attributes['parley.tool.approval.wait_ms']);
  const reason = text(attributes['parley.tool.approval.reason']);
  return notice(
    'approval',
    decision === 'refused' ? 'warn' : '',
    decision === 'refused' ? '⊘ Refused' : '✓ Approved',
    [by && `by ${by}`, wait !== null && `waited ${duration(wait)}`, reason]
      .filter(Boolean)
      .join(' · '),
  );
}

function budget(attributes: Attributes) {
  if (attributes['parley.budget.exceeded'] !== true) return null;
  const scope = text(attributes['parley.budget.scope']);
  const limit = number(attributes['parley.budget.limit_usd']);
  const spent = number(attributes['parley.budget.spent_usd']);
  const dollars = (amount: number) => money({ amount: String(amount), currency: 'USD' });
  return notice(
    'budget',
    'warn',
    'Over budget',
    [scope, spent !== null && limit !== null && `${dollars(spent)} spent of ${dollars(limit)}`]
      .filter(Boolean)
      .join(' · '),
  );
}

function retries(span: SpanDetail, attributes: Attributes) {
  const attempt = number(attributes['parley.retry.attempt']);
  const failed = span.events.filter((event) => event.name === 'parley.retry');
  if ((attempt === null || attempt < 2) && failed.length === 0) return null;
  const reasons = failed.map((event) => {
    const values = event.attributes ?? {};
    const delay = number(values['parley.retry.delay_ms']);
    return [
      `${number(values['parley.retry.attempt']) ?? '?'}: ${text(values['error.type']) ?? 'failed'}`,
      delay ? `then waited ${duration(delay)}` : '',
    ]
      .filter(Boolean)
      .join(', ');
  });
  return notice(
    'retry',
    span.status === 'error' ? 'error' : '',
    attempt === null ? 'Retried' : `Attempt ${attempt}`,
    reasons.join(' · '),
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
