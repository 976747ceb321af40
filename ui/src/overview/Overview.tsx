import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useOverview } from '../api/queries.ts';
import type { Overview as OverviewData } from '../api/types.ts';
import {
  amountOf,
  average,
  change,
  duration,
  exact,
  percent,
  plural,
  signedPercent,
} from '../format/numbers.ts';
import { Cost, Count } from '../parts/parts.tsx';
import { Block, Loaded, NothingHere } from '../parts/states.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { useUrlState } from '../state/urlState.ts';
import { ErrorTypes, TopModels } from './Breakdown.tsx';
import { CostOrigin } from './CostOrigin.tsx';
import { ModelInsights } from './ModelInsights.tsx';
import { Sparkline } from './Sparkline.tsx';
import { Trend } from './Trend.tsx';

/** The nine cards of the range, each figure a link to what it counts. */
export default function Overview() {
  useTitle('Overview');
  const { scope } = useUrlState();
  const query = useOverview(scope);
  return (
    <div className="page">
      <h1 className="sr">Overview</h1>
      <Loaded query={query} skeleton={<Waiting />}>
        {(data) =>
          data.spans.genAi === 0 ? (
            <div className="panel">
              <NothingHere filtered={false} clear={() => undefined} />
            </div>
          ) : (
            <Cards data={data} />
          )
        }
      </Loaded>
    </div>
  );
}

function Cards({ data }: { data: OverviewData }) {
  const { href } = useUrlState();
  const { points } = data.series;
  const before = data.previous;
  const { conversations, conversationCost, cost, tokens, spans, success, latency } = data;
  return (
    <>
      <div className="cards-row">
        <Card
          name="conversations"
          title="Conversations"
          delta={change(conversations.count, before?.conversations ?? null)}
        >
          <Link className="figure" href={href('/conversations')}>
            <Count value={conversations.count} testid="conversations-count" />
          </Link>
          <p className="facts">
            <span title={messagesTitle(conversations)}>
              <span data-testid="messages-per-conversation">
                {conversations.messagesApproximate && '≈ '}
                {average(conversations.messagesPerConversation)}
              </span>{' '}
              messages each
            </span>
          </p>
          <Sparkline values={points.map((point) => point.conversations)} />
        </Card>

        <Card
          name="conversation-cost"
          title="Conversation cost"
          delta={change(
            amountOf(conversationCost.average),
            amountOf(before?.averageConversationCost),
          )}
        >
          <Link className="figure" href={href('/conversations', { sort: 'cost' })}>
            <Cost value={conversationCost.average} testid="conversation-cost-average" />
          </Link>
          <p className="facts">
            <span>average of {plural(conversationCost.pricedConversations, 'priced one')}</span>
            <span>
              P95 <Cost value={conversationCost.p95} testid="conversation-cost-p95" />
            </span>
          </p>
          <Sparkline
            values={points.map((point) => perConversation(point.cost, point.conversations))}
          />
        </Card>

        <Card
          name="cost"
          title="Total LLM cost"
          delta={change(amountOf(cost.total), amountOf(before?.totalCost))}
        >
          <Link className="figure" href={href('/traces', { sort: 'cost' })}>
            <Cost value={cost.total} testid="cost-total" />
          </Link>
          <p className="facts">
            {cost.unpricedCalls > 0 ? (
              <Link
                className="chip warn"
                href={href('/traces', { unpriced: true })}
                data-testid="cost-unpriced"
              >
                + {plural(cost.unpricedCalls, 'unpriced call')}
              </Link>
            ) : (
              <>
                <span>
                  in <Cost value={cost.input} testid="cost-input" />
                </span>
                <span>
                  out <Cost value={cost.output} testid="cost-output" />
                </span>
              </>
            )}
          </p>
          <Sparkline values={points.map((point) => amountOf(point.cost))} />
        </Card>

        <Card name="tokens" title="Tokens" delta={change(tokens.total, before?.tokens ?? null)}>
          <Link className="figure" href={href('/traces', { sort: 'tokens' })}>
            <Count value={tokens.total} testid="tokens-total" />
          </Link>
          <p className="facts">
            <span>
              in <Count value={tokens.input} testid="tokens-input" />
            </span>
            <span>
              out <Count value={tokens.output} testid="tokens-output" />
            </span>
            {tokens.callsWithoutUsage > 0 && (
              <span data-testid="tokens-calls-without-usage">
                {plural(tokens.callsWithoutUsage, 'call')} without usage
              </span>
            )}
          </p>
          <Ratio parts={[tokens.input, tokens.output]} />
        </Card>

        <Card name="spans" title="LLM spans" delta={change(spans.llm, before?.spans ?? null)}>
          <Link className="figure" href={href('/traces')}>
            <Count value={spans.llm} testid="spans-llm" />
          </Link>
          <p className="facts">
            <Link href={href('/traces', { spanKind: 'all' })}>
              of <Count value={spans.all} testid="spans-all" /> spans
            </Link>
            <span>
              <Count value={spans.calls} testid="spans-calls" /> calls
            </span>
          </p>
          <Sparkline values={points.map((point) => point.spans)} />
        </Card>

        <Card
          name="success"
          title="Success rate"
          delta={difference(success.successRate, before?.successRate ?? null)}
          unit="pp"
        >
          <Link className="figure" href={href('/traces', { status: 'ok' })}>
            <span data-testid="success-rate">{percent(success.successRate)}</span>
          </Link>
          <p className="facts">
            <Link href={href('/traces', { status: 'error' })}>
              <span data-testid="error-rate">{percent(success.errorRate)}</span> errors (
              <span data-testid="error-count">{exact(success.errors)}</span> of{' '}
              <span data-testid="success-calls">{exact(success.calls)}</span>)
            </Link>
          </p>
          <Sparkline values={points.map((point) => point.errors)} color="var(--error)" />
        </Card>
      </div>

      <div className="split">
        <section className="panel card" data-testid="card-latency" aria-label="Latency">
          <h2>
            Latency of calls
            <Delta value={change(latency.p95Ms, before?.p95Ms ?? null)} suffix=" P95" />
          </h2>
          <div className="percentiles">
            {(['p50', 'p90', 'p95', 'p99'] as const).map((name) => {
              const value = latency[`${name}Ms`];
              return (
                <Link
                  key={name}
                  href={href('/traces', { sort: 'duration', minDurationMs: value })}
                  title={`Calls that took ${duration(value)} or longer`}
                >
                  <span className="meta">{name.toUpperCase()}</span>
                  <span className="figure" data-testid={`latency-${name}`} data-value={value ?? ''}>
                    {duration(value)}
                  </span>
                </Link>
              );
            })}
          </div>
          <Trend points={points} />
        </section>
        <TopModels data={data} />
      </div>

      <ModelInsights data={data} />

      <div className="split">
        <ErrorTypes data={data} />
        <CostOrigin data={data} />
      </div>
    </>
  );
}

function messagesTitle(conversations: OverviewData['conversations']): string {
  const total = plural(conversations.messages, 'message');
  return conversations.messagesApproximate
    ? `About ${total}: where content was not captured, two are counted per turn`
    : `${total}: distinct messages of users and assistants`;
}

function perConversation(cost: OverviewData['cost']['total'], conversations: number) {
  const amount = amountOf(cost);
  return amount === null || conversations === 0 ? null : amount / conversations;
}

/** The difference of two rates, in points of 1. */
function difference(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before;
}

interface CardProps {
  name: string;
  title: string;
  delta: number | null;
  unit?: 'pp';
  children: ReactNode;
}

function Card({ name, title, delta, unit, children }: CardProps) {
  return (
    <section className="panel card" data-testid={`card-${name}`} aria-label={title}>
      <h2>
        <span className="clip">{title}</span>
        <Delta value={delta} {...(unit ? { unit } : {})} />
      </h2>
      {children}
    </section>
  );
}

/** Against the range of the same length before; says nothing where there was nothing. */
function Delta({
  value,
  unit,
  suffix = '',
}: {
  value: number | null;
  unit?: 'pp';
  suffix?: string;
}) {
  if (value === null) return null;
  const text = unit
    ? `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)} pp`
    : signedPercent(value);
  return (
    <span className="delta" title="Against the same length of time before">
      {text}
      {suffix}
    </span>
  );
}

function Ratio({ parts }: { parts: [number, number] }) {
  const total = parts[0] + parts[1] || 1;
  return (
    <div className="ratio" aria-hidden="true">
      <i style={{ width: `${(parts[0] / total) * 100}%`, background: 'var(--c0)' }} />
      <i style={{ width: `${(parts[1] / total) * 100}%`, background: 'var(--c2)' }} />
    </div>
  );
}

function Waiting() {
  return (
    <>
      <div className="cards-row">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <div key={key} className="panel card" style={{ height: 152 }}>
            <Block height={12} width="60%" />
            <div style={{ height: 16 }} />
            <Block height={24} width="70%" />
          </div>
        ))}
      </div>
      <div className="split">
        <div className="panel card" style={{ height: 392 }}>
          <Block height={12} width="20%" />
        </div>
        <div className="panel card" style={{ height: 392 }}>
          <Block height={12} width="40%" />
        </div>
      </div>
    </>
  );
}
