import { useState } from 'react';
import { count, exact } from '../format/numbers.ts';
import { clockTime } from '../format/time.ts';
import { ModelName } from '../parts/parts.tsx';
import { LONG, MAX_SHOWN, type Shown, type Source, viewOf } from './view.ts';

const ROLES: Record<string, string> = { user: 'User', assistant: 'Assistant', system: 'System' };

/** A readable transcript of messages. */
export function Messages({ messages, testid }: { messages: Source[]; testid?: string }) {
  return viewOf(messages).map((item) => <Item key={item.key} item={item} testid={testid} />);
}

function Item({ item, testid }: { item: Shown; testid: string | undefined }) {
  switch (item.kind) {
    case 'text':
      return <Text item={item} testid={testid} />;
    case 'reasoning':
      return (
        <details className="fold">
          <summary>Reasoning · {count(item.text.length)} characters</summary>
          <div className="quiet">
            <LongText text={item.text} />
          </div>
        </details>
      );
    case 'tool':
      return <Tool item={item} testid={testid} />;
    case 'other':
      return (
        <details className="fold">
          <summary>{item.type}</summary>
          <pre className="quiet json">
            <LongText text={item.text} />
          </pre>
        </details>
      );
  }
}

function Text({
  item,
  testid,
}: {
  item: Extract<Shown, { kind: 'text' }>;
  testid: string | undefined;
}) {
  const { role, message } = item;
  const label = ROLES[role] ?? role;
  if (role === 'system') {
    return (
      <details className="fold">
        <summary>System instructions · {count(item.text.length)} characters</summary>
        <div className="quiet">
          <LongText text={item.text} />
        </div>
      </details>
    );
  }
  return (
    <article className={`message ${role}`} data-testid={testid && `${testid}-${role}`}>
      <header>
        <b>{item.name ? `${label} ${item.name}` : label}</b>
        {role === 'assistant' && message.model && (
          <span className="meta">
            <ModelName model={message.model} />
          </span>
        )}
        {message.time !== undefined && <span className="meta num">{clockTime(message.time)}</span>}
        {message.finishReason && message.finishReason !== 'stop' && (
          <span className="chip">{message.finishReason.replaceAll('_', ' ')}</span>
        )}
      </header>
      <div className="text-body">
        <LongText text={item.text} />
      </div>
    </article>
  );
}

function Tool({
  item,
  testid,
}: {
  item: Extract<Shown, { kind: 'tool' }>;
  testid: string | undefined;
}) {
  return (
    <div className="tool message" data-testid={testid && `${testid}-tool`}>
      <header>
        <span aria-hidden="true">⚒</span>
        <b className="mono">{item.name}</b>
        {item.id && <span className="meta mono clip">{item.id}</span>}
      </header>
      <ToolValues args={item.args} result={item.result} />
    </div>
  );
}

export function ToolValues({ args, result }: { args: string | null; result: string | null }) {
  return (
    <dl>
      {args !== null && (
        <>
          <dt>Arguments</dt>
          <dd>
            <pre>
              <LongText text={args} />
            </pre>
          </dd>
        </>
      )}
      {result !== null && (
        <>
          <dt>Result</dt>
          <dd>
            <pre>
              <LongText text={result} />
            </pre>
          </dd>
        </>
      )}
    </dl>
  );
}

/** Long text is folded, and what is too large for a page is offered as a file. */
export function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  if (text.length <= LONG) return text;
  if (!open) {
    return (
      <>
        {text.slice(0, LONG)}…{' '}
        <button type="button" className="button" onClick={() => setOpen(true)}>
          Show all {exact(text.length)} characters
        </button>
      </>
    );
  }
  if (text.length <= MAX_SHOWN) return text;
  return (
    <>
      {text.slice(0, MAX_SHOWN)}
      {'\n'}
      <span className="notice warn">
        The first {exact(MAX_SHOWN)} of {exact(text.length)} characters.
        <button type="button" className="button" onClick={() => download(text)}>
          Download the whole text
        </button>
      </span>
    </>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'message.txt';
  link.click();
  URL.revokeObjectURL(address);
}
