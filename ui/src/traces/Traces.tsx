import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import { fileAddress, useOverview, useSpans } from '../api/queries.ts';
import type { SpanRow } from '../api/types.ts';
import { count, duration } from '../format/numbers.ts';
import { fullTime, when } from '../format/time.ts';
import { FilterField } from '../parts/FilterField.tsx';
import { categoryLabel } from '../parts/kinds.ts';
import {
  ActiveFilters,
  Choice,
  FileLink,
  Label,
  Listed,
  PAGE_SIZE,
  Pager,
  SearchField,
  usePage,
} from '../parts/lists.tsx';
import { Cost, Count, KindMark, ModelName, sortHeads } from '../parts/parts.tsx';
import { NothingHere, RowsSkeleton } from '../parts/states.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { conversationPath, tracePath, useUrlState } from '../state/urlState.ts';
import { unpriced } from './unpriced.ts';

const KINDS = ['llm', 'tool', 'chain', 'agent', 'prompt'];
const EVERY_KIND = [...KINDS, 'other'].join(',');

/** Filters of the list itself, beyond the scope; each is a parameter of the API as it stands. */
const FILTERS = [
  'q',
  'category',
  'status',
  'model',
  'conversation',
  'user',
  'errorType',
  'minDurationMs',
  'unpriced',
  'workflow',
  'filter',
];

const EXAMPLES = [
  'model = gpt-4o and cost > 0.05',
  'error and duration > 2s',
  'custom.customer_id = acme',
  'score.helpfulness < 0.5',
];

/** The spans of the range, model calls unless another kind is chosen. */
export default function Traces() {
  useTitle('Traces');
  const url = useUrlState();
  const page = usePage();
  const kind = url.get('spanKind') ?? 'llm';
  const sort = url.get('sort') ?? 'start';
  const order = url.get('order') ?? 'desc';
  const asked = {
    ...Object.fromEntries(FILTERS.map((name) => [name, url.get(name)])),
    spanKind: kind === 'all' ? EVERY_KIND : kind,
    sort,
    order,
  };
  const query = useSpans(url.scope, {
    ...asked,
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  });
  const models = useOverview(url.scope).data?.models ?? [];
  const filtered = FILTERS.some((name) => url.get(name) !== undefined) || kind !== 'llm';
  const clear = () =>
    url.set(Object.fromEntries([...FILTERS, 'spanKind', 'page'].map((name) => [name, null])));
  const head = sortHeads(sort, order, (by, direction) =>
    url.set({ sort: by, order: direction, page: null }),
  );
  return (
    <div className="page">
      <div className="page-head">
        <h1>Traces</h1>
        <fieldset className="tabs plain" aria-label="Span kind">
          {[...KINDS, 'all'].map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={kind === name}
              data-testid={`span-kind-${name}`}
              onClick={() => url.set({ spanKind: name === 'llm' ? null : name, page: null })}
            >
              {name === 'llm' ? 'LLM' : name}
            </button>
          ))}
        </fieldset>
        <FileLink address={fileAddress('/traces', url.scope, asked)} />
      </div>
      <div className="filters">
        <SearchField name="q" label="Search spans" />
        <Choice
          name="category"
          label="Category"
          all="All categories"
          options={(query.data?.categories ?? []).map((category) => ({
            value: category,
            label: categoryLabel(category),
          }))}
        />
        <Choice
          name="status"
          label="Status"
          all="Any status"
          options={[
            { value: 'ok', label: '✓ ok' },
            { value: 'error', label: '✕ error' },
          ]}
        />
        <Choice
          name="model"
          label="Model"
          all="All models"
          options={models
            .flatMap((model) => (model.model === null ? [] : [model.model]))
            .map((model) => ({ value: model, label: model }))}
        />
        <ActiveFilters
          names={{
            conversation: 'conversation',
            user: 'user',
            errorType: 'error type',
            minDurationMs: 'slower than (ms)',
            unpriced: 'unpriced',
            workflow: 'workflow',
          }}
        />
        <FilterField error={query.error} examples={EXAMPLES} />
      </div>
      <Listed query={query} skeleton={<RowsSkeleton rows={14} />}>
        {(data) => (
          <div className="panel">
            {data.spans.length === 0 ? (
              <NothingHere filtered={filtered} clear={clear} />
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
              <section className="table-wrap" tabIndex={0} aria-label="Spans, table">
                <table className="grid cards">
                  <thead>
                    <tr>
                      <th scope="col">Span</th>
                      {head('start', 'Start', false)}
                      <th scope="col">Status</th>
                      <th scope="col">Category</th>
                      <th scope="col">Model</th>
                      <th scope="col">Conversation</th>
                      {head('duration', 'Duration')}
                      {head('tokens', 'Tokens')}
                      {head('cost', 'Cost')}
                    </tr>
                  </thead>
                  <tbody>
                    {data.spans.map((span) => (
                      <Row key={`${span.traceId}/${span.spanId}`} span={span} />
                    ))}
                  </tbody>
                </table>
              </section>
            )}
            <Pager total={data.total} shown={data.spans.length} what="spans" />
          </div>
        )}
      </Listed>
    </div>
  );
}

function Row({ span }: { span: SpanRow }) {
  const { href } = useUrlState();
  const failed = span.status === 'error';
  return (
    <tr data-testid={`span-${span.spanId}`}>
      <td className="main">
        <span className="inline">
          <KindMark kind={span.kind} />
          <Link
            className="cover clip"
            data-item=""
            data-testid="span-name"
            href={href(tracePath(span.traceId), { span: span.spanId })}
          >
            {span.name}
          </Link>
          {span.agent && <span className="meta clip">{span.agent}</span>}
        </span>
      </td>
      <td title={fullTime(span.start)} className="num">
        <Label>Start</Label>
        {when(span.start, serverNow())}
      </td>
      <td data-testid="span-status">
        {failed ? (
          <span className="bad" title={span.failure?.message ?? undefined}>
            ✕ {span.failure?.type ?? 'error'}
          </span>
        ) : (
          <span className="muted">✓ ok</span>
        )}
      </td>
      <td data-testid="span-category">
        {span.category === null ? (
          <span className="muted">—</span>
        ) : (
          <span className="chip">{categoryLabel(span.category)}</span>
        )}
      </td>
      <td data-testid="span-model">
        {span.model === null ? <span className="muted">—</span> : <ModelName model={span.model} />}
      </td>
      <td className="clip" style={{ maxWidth: 180 }}>
        <Label>Conversation</Label>
        {span.conversationId === null ? (
          <span className="muted">—</span>
        ) : (
          <Link
            className="mono"
            href={href(conversationPath(span.conversationId), { turn: span.turn })}
            data-testid="span-conversation"
          >
            {span.conversationId}
            {span.turn !== null && <span className="muted"> · {span.turn}</span>}
          </Link>
        )}
      </td>
      <td className="n">
        <Label>Duration</Label>
        <span data-testid="span-duration" data-value={span.durationMs}>
          {duration(span.durationMs)}
        </span>
      </td>
      <td className="n">
        <Label>Tokens</Label>
        {span.tokens ? (
          <span title={`${count(span.tokens.input)} in, ${count(span.tokens.output)} out`}>
            <Count value={span.tokens.total} testid="span-tokens" />
          </span>
        ) : (
          <span className="muted" data-testid="span-tokens">
            —
          </span>
        )}
      </td>
      <td className="n">
        <Label>Cost</Label>
        <Cost
          value={span.cost}
          unpriced={unpriced(span) ? 1 : 0}
          source={span.costSource}
          testid="span-cost"
        />
      </td>
    </tr>
  );
}
