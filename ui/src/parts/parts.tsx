import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { CostSource, Money, Status } from '../api/types.ts';
import { count, exact, exactMoney, money, plural } from '../format/numbers.ts';
import { colorOf } from './colors.ts';
import { lookOf } from './kinds.ts';

const SOURCES: Record<CostSource, string> = {
  billed: 'as charged by the provider or gateway',
  book: "from the server's price book",
  estimated: 'as estimated by the client',
  mixed: 'from several sources',
};

interface CostProps {
  value: Money | null;
  unpriced?: number;
  source?: CostSource | null;
  testid?: string;
}

/** Money, or "unpriced" where calls have no known price: never $0 for unknown. */
export function Cost({ value, unpriced = 0, source, testid }: CostProps) {
  if (!value) {
    return (
      <span
        className={unpriced ? 'chip warn' : 'muted'}
        data-testid={testid}
        title={unpriced ? `${plural(unpriced, 'call')} without a known price` : 'No known cost'}
      >
        {unpriced ? 'unpriced' : '—'}
      </span>
    );
  }
  const from = source ? `, ${SOURCES[source]}` : '';
  const missing = unpriced ? `; without ${plural(unpriced, 'unpriced call')}` : '';
  return (
    <span
      className="num"
      data-testid={testid}
      data-amount={value.amount}
      title={`${exactMoney(value)}${from}${missing}`}
    >
      {money(value)}
      {unpriced > 0 && (
        <span className="more">
          +<span className="sr"> unpriced calls</span>
        </span>
      )}
    </span>
  );
}

/** A count whose exact value is in the title when it is shown shortened. */
export function Count({ value, testid }: { value: number | null; testid?: string }) {
  return (
    <span className="num" data-testid={testid} data-value={value ?? undefined} title={exact(value)}>
      {count(value)}
    </span>
  );
}

export function StatusMark({ status, word = true }: { status: Status; word?: boolean }) {
  if (status === 'error') {
    return <span className="bad">✕{word ? ' error' : <span className="sr"> error</span>}</span>;
  }
  return (
    <span className="muted">
      <span aria-hidden="true">{status === 'ok' ? '✓' : '○'}</span>
      {word ? ' ok' : <span className="sr"> ok</span>}
    </span>
  );
}

export function KindMark({ kind }: { kind: string }) {
  const look = lookOf(kind);
  return (
    <span className="kind" style={{ '--k': look.color } as React.CSSProperties} title={look.label}>
      <span aria-hidden="true">{look.glyph}</span>
      <span className="sr">{look.label}</span>
    </span>
  );
}

/** A model's name with the hue it has everywhere. */
export function ModelName({ model }: { model: string | null }) {
  if (!model) return <span className="muted">unknown model</span>;
  return (
    <span className="inline">
      <i className="dot" style={{ background: colorOf(model) }} />
      <span className="clip" title={model}>
        {model}
      </span>
    </span>
  );
}

export function Models({ models, testid }: { models: string[]; testid?: string }) {
  const [first, ...rest] = models;
  return (
    <span className="inline" data-testid={testid} title={models.join(', ')}>
      {first === undefined ? <span className="muted">—</span> : <ModelName model={first} />}
      {rest.length > 0 && <span className="muted">+{rest.length}</span>}
    </span>
  );
}

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  const shown = { no: label, yes: 'Copied', failed: 'Select and copy by hand' }[copied];
  return (
    <button type="button" className="button" onClick={copy} onBlur={() => setCopied('no')}>
      {shown}
      <span className="sr" aria-live="polite">
        {copied === 'yes' ? 'Copied' : ''}
      </span>
    </button>
  );
}

export function CodeBlock({ text }: { text: string }) {
  return (
    <div className="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} />
    </div>
  );
}

type OnSort = (column: string, order: 'asc' | 'desc') => void;

/** What makes the heads of a table's columns that it can be sorted by. */
export function sortHeads(sort: string, order: string, onSort: OnSort) {
  return (column: string, label: string, numeric = true) => (
    <SortHead {...{ column, label, numeric, sort, order, onSort }} />
  );
}

interface SortHeadProps {
  column: string;
  label: string;
  sort: string;
  order: string;
  onSort: OnSort;
  numeric: boolean;
}

/** A column's head that sorts by it; a second press turns the order round. */
function SortHead(props: SortHeadProps) {
  const active = props.sort === props.column;
  const next = active && props.order === 'desc' ? 'asc' : 'desc';
  const arrow = props.order === 'asc' ? ' ↑' : ' ↓';
  return (
    <th
      scope="col"
      className={props.numeric ? 'n' : undefined}
      aria-sort={active ? (props.order === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      <button type="button" onClick={() => props.onSort(props.column, next)}>
        {props.label}
        {active ? arrow : ''}
      </button>
    </th>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="text">
      {children}
    </Link>
  );
}
