import { useState } from 'react';
import { serverNow } from '../api/clock.ts';
import type { ServerStatus } from '../api/types.ts';
import { count, plural } from '../format/numbers.ts';
import { ago } from '../format/time.ts';
import { CodeBlock, TextLink } from '../parts/parts.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { useUrlState } from '../state/urlState.ts';
import { snippets } from './snippets.ts';

/** What shows until the first GenAI span has arrived: how far it has come, and how to send one. */
export default function Setup({ status }: { status: ServerStatus }) {
  useTitle('Set-up');
  const { href } = useUrlState();
  const http =
    status.endpoints.find((endpoint) => endpoint.endsWith(':4318')) ??
    status.endpoints.at(-1) ??
    location.origin;
  const grpc = status.endpoints[0] ?? location.origin;
  const { checks } = status;
  const arrived = status.lastReceivedAt;
  return (
    <div className="page">
      <div className="setup" data-testid="setup">
        <h1>Waiting for the first LLM call</h1>
        <p>
          Parley shows conversations, their cost and their traces as soon as an application sends
          OpenTelemetry spans that follow the GenAI conventions. This page changes by itself.
        </p>
        <ol className="panel checks">
          <Check
            done={checks.receiver}
            name="receiver"
            title="The receiver listens"
            detail={status.endpoints.join('  ·  ') || 'no endpoint is open'}
          />
          <Check
            done={checks.anySpan}
            name="any-span"
            title="A span has arrived"
            detail={
              checks.anySpan
                ? `${plural(status.spans, 'span')}${arrived === null ? '' : `, the last ${ago(arrived, serverNow())}`}`
                : 'none so far: set the endpoint as below'
            }
          />
          <Check
            done={checks.genAiSpan}
            name="gen-ai-span"
            title="A GenAI span has arrived"
            detail={
              checks.anySpan && !checks.genAiSpan
                ? 'spans come, but none carries gen_ai.* attributes: is the LLM client instrumented?'
                : `${count(status.genAiSpans)} so far`
            }
          />
          <Check
            done={checks.genAiSpanWithModelAndTokens}
            name="model-and-tokens"
            title="With a model and token counts"
            detail="gen_ai.request.model and gen_ai.usage.input_tokens: without them there is no cost"
          />
        </ol>
        <HowTo all={snippets(http, grpc, status.version)} />
        <p>
          Do metrics arrive but no spans? Look for <code>gen_ai_client_token_usage_total</code> in
          your metrics explorer: where it grows, LLM calls are measured, and only their traces are
          missing.{' '}
          {status.metricPoints > 0 &&
            `${plural(status.metricPoints, 'metric point')} stored here. `}
          {checks.anySpan && (
            <TextLink href={href('/traces', { spanKind: 'all' })}>
              See the spans that did arrive
            </TextLink>
          )}
        </p>
      </div>
    </div>
  );
}

interface CheckProps {
  done: boolean;
  name: string;
  title: string;
  detail: string;
}

function Check({ done, name, title, detail }: CheckProps) {
  return (
    <li data-testid={`check-${name}`} data-done={done}>
      <span className={done ? 'tick done' : 'tick wait'} aria-hidden="true">
        {done ? '✓' : '…'}
      </span>
      <span>
        <b>{title}</b>
        <br />
        <span className="meta">{detail}</span>
      </span>
      <span className={done ? 'good' : 'muted'}>{done ? 'done' : 'waiting'}</span>
    </li>
  );
}

function HowTo({ all }: { all: ReturnType<typeof snippets> }) {
  const [id, setId] = useState('java');
  const shown = all.find((snippet) => snippet.id === id) ?? all[0];
  return (
    <section className="panel howto" aria-label="How to send spans">
      <fieldset className="tabs plain" aria-label="Sender">
        {all.map((snippet) => (
          <button
            key={snippet.id}
            type="button"
            aria-pressed={snippet.id === shown?.id}
            data-testid={`setup-${snippet.id}`}
            onClick={() => setId(snippet.id)}
          >
            {snippet.label}
          </button>
        ))}
      </fieldset>
      {shown?.parts.map((part) => (
        <div key={part.title}>
          <h2 style={{ marginBottom: 6 }}>{part.title}</h2>
          <CodeBlock text={part.text} />
        </div>
      ))}
      {shown?.note && <p className="meta">{shown.note}</p>}
    </section>
  );
}
