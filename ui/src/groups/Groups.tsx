import { Fragment, type ReactNode, useEffect, useId, useState } from 'react';
import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import { fileAddress, useGroups } from '../api/queries.ts';
import type { GroupList, GroupRow } from '../api/types.ts';
import { duration, percent } from '../format/numbers.ts';
import { FilterField } from '../parts/FilterField.tsx';
import { filterFault } from '../parts/filterFault.ts';
import { FileLink, Label, Listed, PAGE_SIZE, Pager, usePage } from '../parts/lists.tsx';
import { Cost, Count, sortHeads } from '../parts/parts.tsx';
import { NothingHere, RowsSkeleton } from '../parts/states.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { hrefKeeping, useUrlState } from '../state/urlState.ts';
import { drill } from './drill.ts';

const USUAL: { by: string; label: string; of?: string }[] = [
  { by: 'custom.customer_id,month', label: 'Customer and month' },
  { by: 'model,week', label: 'Model and week' },
  { by: 'workflow.type', label: 'Workflow type' },
  { by: 'user', label: 'User' },
  { by: 'agent', label: 'Agent' },
  { by: 'tool', label: 'Tool', of: 'tools' },
];

/** What spans add up to by whatever they share: cost per customer and month, and the like. */
export default function Groups() {
  useTitle('Groups');
  const url = useUrlState();
  const page = usePage();
  const by = url.get('by') ?? 'model,day';
  const of = url.get('of') ?? 'calls';
  const sort = url.get('sort') ?? 'key';
  const order = url.get('order') ?? (sort === 'key' ? 'asc' : 'desc');
  const asked = { by, of, filter: url.get('filter'), sort, order };
  const query = useGroups(url.scope, {
    ...asked,
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  });
  const head = sortHeads(sort, order, (next, direction) =>
    url.set({ sort: next, order: direction, page: null }),
  );
  return (
    <div className="page">
      <div className="page-head">
        <h1>Groups</h1>
        <FileLink address={fileAddress('/groups', url.scope, asked)} />
      </div>
      <div className="filters">
        <ByField by={by} />
        <select
          className="button"
          aria-label="What is counted"
          data-testid="group-of"
          value={of}
          onChange={(event) =>
            url.set({ of: event.target.value === 'calls' ? null : event.target.value, page: null })
          }
        >
          <option value="calls">Calls</option>
          <option value="tools">Runs of tools</option>
          <option value="spans">All GenAI spans</option>
        </select>
        <span className="row">
          {USUAL.map((usual) => (
            <button
              key={usual.by}
              type="button"
              className="button"
              aria-pressed={by === usual.by && of === (usual.of ?? 'calls')}
              onClick={() =>
                url.set({ by: usual.by, of: usual.of ?? null, sort: null, order: null, page: null })
              }
            >
              {usual.label}
            </button>
          ))}
        </span>
        <FilterField
          error={filterFaultOf(query.error, 'filter')}
          examples={['environment = production', 'workflow.type = rag and cost > 0.05', 'error']}
        />
      </div>
      {filterFaultOf(query.error, 'by') !== null && (
        <p className="fault" role="alert" data-testid="by-fault">
          Group by, {filterFault(query.error)?.message}
        </p>
      )}
      <Listed query={query} skeleton={<RowsSkeleton rows={12} />}>
        {(data) => (
          <div className="panel">
            {data.groups.length === 0 ? (
              <NothingHere
                filtered={url.get('filter') !== undefined}
                clear={() => url.set({ filter: null, page: null })}
              />
            ) : (
              <Table data={data} head={head} />
            )}
            <Pager total={data.total} shown={data.groups.length} what="groups" />
          </div>
        )}
      </Listed>
    </div>
  );
}

/** The error, when it is about this parameter. */
function filterFaultOf(error: unknown, parameter: string): unknown {
  return error instanceof Error && error.message.startsWith(`parameter ${parameter}:`)
    ? error
    : null;
}

function ByField({ by }: { by: string }) {
  const url = useUrlState();
  const id = useId();
  const [text, setText] = useState(by);
  useEffect(() => setText(by), [by]);
  const ask = () => text.trim() !== by && url.set({ by: text.trim(), page: null }, false);
  return (
    <form
      className="by"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label htmlFor={id} className="meta">
        Group by
      </label>
      <input
        id={id}
        className="field mono"
        data-testid="group-by"
        data-filter=""
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={ask}
      />
    </form>
  );
}

interface TableProps {
  data: GroupList;
  head: (column: string, label: string, numeric?: boolean) => ReactNode;
}

function Table({ data, head }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-wrap" tabIndex={0} aria-label="Groups, table">
      <table className="grid cards" data-testid="groups">
        <thead>
          <tr>
            {data.by.map((field, index) =>
              index === 0 ? (
                <Fragment key={field}>{head('key', field, false)}</Fragment>
              ) : (
                <th key={field} scope="col">
                  {field}
                </th>
              ),
            )}
            {head('cost', 'Cost')}
            <th scope="col" className="n">
              Per call
            </th>
            {head('calls', 'Calls')}
            {head('tokens', 'Tokens')}
            {data.of !== 'calls' && head('spans', data.of === 'tools' ? 'Runs' : 'Spans')}
            <th scope="col" className="n">
              Conversations
            </th>
            {head('errors', 'Errors')}
            <th scope="col" className="n">
              P95
            </th>
          </tr>
        </thead>
        <tbody>
          {data.groups.map((row) => (
            <Row key={row.key.map((one) => one.value).join('\n')} row={row} of={data.of} />
          ))}
        </tbody>
        {data.total > 1 && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={data.by.length}>
                All groups
              </th>
              <td className="n">
                <Cost
                  value={data.cost}
                  unpriced={data.unpricedCalls}
                  source={data.costSource}
                  testid="groups-cost"
                />
              </td>
              <td colSpan={data.of === 'calls' ? 6 : 7} />
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

/** The span kinds that a group's spans are listed under. */
const LISTED = { calls: null, tools: 'tool', spans: 'all' };

function Row({ row, of }: { row: GroupRow; of: GroupList['of'] }) {
  const url = useUrlState();
  const { filter, range } = drill(row.key, url.scope.range, serverNow());
  const whole = [url.get('filter'), filter].filter(Boolean);
  const spans = hrefKeeping({ ...url.scope, range }, '/traces', {
    spanKind: LISTED[of],
    filter: whole.length > 1 ? `(${whole[0]}) and ${whole[1]}` : whole[0],
  });
  return (
    <tr>
      {row.key.map((one, index) => (
        <td key={one.field} className="clip key" title={one.value ?? undefined}>
          <Label>{one.field}</Label>
          {index === 0 ? (
            <Link className="cover" data-item="" data-testid="group-spans" href={spans}>
              {one.value ?? <span className="muted">none</span>}
            </Link>
          ) : (
            (one.value ?? <span className="muted">none</span>)
          )}
        </td>
      ))}
      <td className="n">
        <Label>Cost</Label>
        <Cost
          value={row.cost}
          unpriced={row.unpricedCalls}
          source={row.costSource}
          testid="group-cost"
        />
      </td>
      <td className="n">
        <Label>Per call</Label>
        <Cost value={row.costPerCall} testid="group-per-call" />
      </td>
      <td className="n">
        <Label>Calls</Label>
        <Count value={row.calls} />
      </td>
      <td className="n">
        <Label>Tokens</Label>
        <Count value={row.tokens.total} />
      </td>
      {of !== 'calls' && (
        <td className="n">
          <Label>{of === 'tools' ? 'Runs' : 'Spans'}</Label>
          <Count value={row.spans} />
        </td>
      )}
      <td className="n">
        <Label>Conversations</Label>
        <Count value={row.conversations} />
      </td>
      <td className="n">
        <Label>Errors</Label>
        <span
          className={row.errors ? 'bad' : 'muted'}
          title={row.errorRate === null ? undefined : percent(row.errorRate)}
        >
          {row.errors ? `✕ ${row.errors}` : '0'}
        </span>
      </td>
      <td className="n">
        <Label>P95</Label>
        <span className="num">{duration(row.p95Ms)}</span>
      </td>
    </tr>
  );
}
