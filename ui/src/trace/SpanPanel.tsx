import { type KeyboardEvent, useId, useState } from 'react';
import { useExplanation, useSpan } from '../api/queries.ts';
import type { Attributes, SpanDetail, TraceSpan } from '../api/types.ts';
import { duration } from '../format/numbers.ts';
import { clockTime } from '../format/time.ts';
import { LongText, Messages, ToolValues } from '../messages/Messages.tsx';
import { display } from '../messages/view.ts';
import { categoryLabel, lookOf } from '../parts/kinds.ts';
import {
  CopyButton,
  Cost,
  Count,
  Fact,
  KindMark,
  ModelName,
  StatusMark,
  TextLink,
} from '../parts/parts.tsx';
import { Block, Loaded } from '../parts/states.tsx';
import { conversationPath, tracePath, useUrlState } from '../state/urlState.ts';
import { unpriced } from '../traces/unpriced.ts';
import { Marks } from './Marks.tsx';

const TABS = ['Messages', 'Attributes', 'Events', 'Reading', 'Raw'] as const;
type Tab = (typeof TABS)[number];

/** Everything stored of one span. */
export function SpanPanel({ traceId, row }: { traceId: string; row: TraceSpan }) {
  const { scope } = useUrlState();
  const query = useSpan(traceId, row.spanId, scope);
  const genAi = row.spanKind !== 'other';
  const [chosen, setTab] = useState<Tab | null>(null);
  const tab = chosen ?? (genAi ? 'Messages' : 'Attributes');
  const id = useId();
  return (
    <section className="panel detail" aria-label="Span" data-testid="span-detail">
      <Head row={row} />
      {query.data && !query.isPlaceholderData && <Marks span={query.data} />}
      <TabList tab={tab} setTab={setTab} id={id} events={query.data?.events.length} />
      <div
        className="detail-body"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tab}`}
      >
        <Loaded query={query} skeleton={<Block height={160} />}>
          {(span) => <Body tab={tab} span={span} />}
        </Loaded>
      </div>
    </section>
  );
}

function Head({ row }: { row: TraceSpan }) {
  const { href } = useUrlState();
  return (
    <header>
      <div className="row">
        <KindMark kind={row.kind} />
        <span className="meta">{lookOf(row.kind).label}</span>
        {row.otelKind !== 'internal' && <span className="chip">{row.otelKind}</span>}
        {row.category && <span className="chip">{categoryLabel(row.category)}</span>}
        {!row.counted && (row.role === 'aggregate' || row.role === 'duplicate') && (
          <span className="chip" title="Its usage is counted on another span, so not here">
            counted elsewhere
          </span>
        )}
        {row.counted && row.role === 'aggregate' && (
          <span className="chip" title="No span inside of it says what was used, so its sum counts">
            sum
          </span>
        )}
        {row.seenBy > 1 && (
          <span className="chip" title="As many spans tell of it; it counts once">
            seen by {row.seenBy}
          </span>
        )}
      </div>
      <h2 data-testid="detail-name">{row.name}</h2>
      <dl className="small-facts">
        <Fact label="Status">
          <StatusMark status={row.status} />
        </Fact>
        <Fact label="Duration">
          <span className="num" data-testid="detail-duration">
            {duration(row.durationMs)}
          </span>
        </Fact>
        {row.timeToFirstTokenMs !== null && (
          <Fact label="First token">
            <span className="num">{duration(row.timeToFirstTokenMs)}</span>
          </Fact>
        )}
        {row.tokens && (
          <Fact label="Tokens in → out">
            <Count value={row.tokens.input} testid="detail-tokens-input" /> →{' '}
            <Count value={row.tokens.output} testid="detail-tokens-output" />
          </Fact>
        )}
        {(row.tokens || row.cost) && (
          <Fact label="Cost">
            <Cost
              value={row.cost}
              unpriced={unpriced(row) ? 1 : 0}
              source={row.costSource}
              testid="detail-cost"
            />
          </Fact>
        )}
        {row.model && (
          <Fact label={row.provider ? `Model · ${row.provider}` : 'Model'}>
            <ModelName model={row.model} />
          </Fact>
        )}
        {row.agent && <Fact label="Agent">{row.agent}</Fact>}
        {row.service && <Fact label="Service">{row.service}</Fact>}
        {row.conversationId && (
          <Fact label="Conversation">
            <TextLink href={href(conversationPath(row.conversationId), { turn: row.turn })}>
              {row.conversationId}
              {row.turn !== null && ` · turn ${row.turn}`}
            </TextLink>
          </Fact>
        )}
      </dl>
      {row.failure && (
        <div className="notice error" style={{ margin: '10px 0 0' }} data-testid="detail-failure">
          <span className="bad">✕ {row.failure.type ?? 'Error'}</span>
          <span style={{ overflowWrap: 'anywhere' }}>{row.failure.message}</span>
        </div>
      )}
    </header>
  );
}

interface TabListProps {
  tab: Tab;
  setTab: (tab: Tab) => void;
  id: string;
  events: number | undefined;
}

function TabList({ tab, setTab, id, events }: TabListProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab;
    setTab(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label="Span details" onKeyDown={onKeyDown}>
      {TABS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`${id}-${name}`}
          data-tab={name}
          aria-selected={tab === name}
          aria-controls={`${id}-panel`}
          tabIndex={tab === name ? 0 : -1}
          data-testid={`tab-${name.toLowerCase()}`}
          onClick={() => setTab(name)}
        >
          {name}
          {name === 'Events' && events ? <span className="muted"> {events}</span> : null}
        </button>
      ))}
    </div>
  );
}

function Body({ tab, span }: { tab: Tab; span: SpanDetail }) {
  switch (tab) {
    case 'Messages':
      return <SpanMessages span={span} />;
    case 'Attributes':
      return <AttributeTables span={span} />;
    case 'Events':
      return <Events span={span} />;
    case 'Reading':
      return <Reading span={span} />;
    case 'Raw': {
      const raw = JSON.stringify(span, null, 2);
      return (
        <>
          <div className="row">
            <CopyButton text={raw} label="Copy JSON" />
          </div>
          <pre className="json">
            <LongText text={raw} />
          </pre>
        </>
      );
    }
  }
}

/** Which dialect the span speaks, and which rule gave each field. */
function Reading({ span }: { span: SpanDetail }) {
  const query = useExplanation(span.traceId, span.spanId);
  return (
    <Loaded query={query} skeleton={<Block height={120} />}>
      {({ dialect, recognisedBy, rules }) => (
        <>
          <p className="muted" data-testid="explanation-dialect">
            {dialect === 'none' ? 'No dialect was recognised' : `Read as ${dialect}`}, by{' '}
            {recognisedBy}.
          </p>
          <table className="rules">
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Value</th>
                <th scope="col">Read from</th>
              </tr>
            </thead>
            <tbody>
              {rules.map((rule) => (
                <tr key={`${rule.field} ${rule.source}`}>
                  <th scope="row">{rule.field}</th>
                  <td>{rule.value}</td>
                  <td>
                    {rule.source}
                    {rule.note && <span className="meta"> {rule.note}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Loaded>
  );
}

function SpanMessages({ span }: { span: SpanDetail }) {
  const { system, input, output, tool } = span;
  if (system.length + input.length + output.length === 0 && !tool) {
    return (
      <p className="muted">
        {span.spanKind === 'llm'
          ? 'Content was not captured. OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true in the application switches it on.'
          : 'This span carries no messages.'}
      </p>
    );
  }
  return (
    <>
      {tool && (tool.arguments !== null || tool.result !== null) && (
        <section className="tool" aria-label={`Tool ${tool.name ?? ''}`}>
          <header>
            <span aria-hidden="true">⚒</span>
            <b className="mono">{tool.name ?? 'tool'}</b>
          </header>
          <ToolValues args={display(tool.arguments)} result={display(tool.result)} />
        </section>
      )}
      <Messages messages={system} />
      <Messages messages={input} />
      {output.length > 0 && input.length > 0 && <hr className="rule" />}
      <Messages messages={output} />
    </>
  );
}

function AttributeTables({ span }: { span: SpanDetail }) {
  return (
    <>
      <Pairs title="Attributes" values={span.attributes} />
      {span.usage && <Pairs title="Usage" values={known(span.usage)} />}
      <Pairs title="Resource" values={span.resource} />
      <Pairs
        title="Span"
        values={known({
          'span id': span.spanId,
          scope: span.scope?.name
            ? [span.scope.name, span.scope.version].filter(Boolean).join(' ')
            : null,
          dialect: span.dialect,
          'request model': span.requestModel,
          'response model': span.responseModel,
          'response id': span.responseId,
          'service tier': span.serviceTier,
          'finish reasons': span.finishReasons.length ? span.finishReasons.join(', ') : null,
          'cost as reported': span.costReported?.amount ?? null,
          'cost by price book': span.costBook?.amount ?? null,
          'dropped attributes': span.droppedAttributes || null,
        })}
      />
      <Links span={span} />
    </>
  );
}

function Links({ span }: { span: SpanDetail }) {
  const { href } = useUrlState();
  if (!span.links?.length) return null;
  return (
    <section>
      <h3>Links</h3>
      <ul>
        {span.links.map((link) => (
          <li key={link.spanId} className="mono">
            <TextLink href={href(tracePath(link.traceId), { span: link.spanId })}>
              {link.traceId} / {link.spanId}
            </TextLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function known(values: Attributes): Attributes {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function Pairs({ title, values }: { title: string; values: Attributes | null }) {
  const entries = Object.entries(values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  return (
    <section>
      {title && <h3>{title}</h3>}
      <dl className="pairs">
        {entries.map(([key, value]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>{key}</dt>
            <dd>
              <LongText text={display(value) ?? 'null'} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Events({ span }: { span: SpanDetail }) {
  if (span.events.length === 0) return <p className="muted">This span has no events.</p>;
  return span.events.map((event, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a span's events never change their order
    <section key={index}>
      <div className="row spread">
        <h3>{event.name ?? 'unnamed event'}</h3>
        {event.time !== null && (
          <span className="meta num">
            {clockTime(event.time)} · {offset(event.time - span.start)}
          </span>
        )}
      </div>
      <Pairs title="" values={event.attributes} />
    </section>
  ));
}

function offset(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`;
}
