import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import { fileAddress, useOverview, useWorkflows } from '../api/queries.ts';
import type { WorkflowRow } from '../api/types.ts';
import { count, duration } from '../format/numbers.ts';
import { ago, fullTime } from '../format/time.ts';
import { FilterField } from '../parts/FilterField.tsx';
import {
  ActiveFilters,
  Choice,
  FileLink,
  Label,
  Listed,
  PAGE_SIZE,
  Pager,
  SearchField,
  Toggle,
  usePage,
} from '../parts/lists.tsx';
import { Cost, Count, Models, sortHeads } from '../parts/parts.tsx';
import { NothingHere, RowsSkeleton } from '../parts/states.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { useUrlState } from '../state/urlState.ts';

const FILTERS = ['q', 'type', 'model', 'errors', 'unpriced', 'filter'];

/** The workflows with a span in the range; figures count what is in the range. */
export default function Workflows() {
  useTitle('Workflows');
  const url = useUrlState();
  const page = usePage();
  const sort = url.get('sort') ?? 'lastActivity';
  const order = url.get('order') ?? 'desc';
  const asked = {
    ...Object.fromEntries(FILTERS.map((name) => [name, url.get(name)])),
    sort,
    order,
  };
  const query = useWorkflows(url.scope, {
    ...asked,
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  });
  const models = useOverview(url.scope).data?.models ?? [];
  const filtered = FILTERS.some((name) => url.get(name) !== undefined);
  const clear = () => url.set(Object.fromEntries([...FILTERS, 'page'].map((name) => [name, null])));
  const head = sortHeads(sort, order, (by, direction) =>
    url.set({ sort: by, order: direction, page: null }),
  );
  return (
    <div className="page">
      <div className="page-head">
        <h1>Workflows</h1>
        <FileLink address={fileAddress('/workflows', url.scope, asked)} />
      </div>
      <div className="filters">
        <SearchField name="q" label="Search id or type" />
        <Choice
          name="model"
          label="Model"
          all="All models"
          options={models
            .flatMap((model) => (model.model === null ? [] : [model.model]))
            .map((model) => ({ value: model, label: model }))}
        />
        <Toggle name="errors" label="✕ With errors" />
        <Toggle name="unpriced" label="Unpriced" />
        <ActiveFilters names={{ type: 'type' }} />
        <FilterField
          error={query.error}
          examples={[
            'workflow.type = rag and cost > 0.05',
            'errors > 0',
            'custom.customer_id = acme',
          ]}
        />
      </div>
      <Listed query={query} skeleton={<RowsSkeleton height={52} rows={10} />}>
        {(data) => (
          <div className="panel">
            {data.workflows.length === 0 ? (
              <NothingHere filtered={filtered} clear={clear} />
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
              <section className="table-wrap" tabIndex={0} aria-label="Workflows, table">
                <table className="grid tall cards">
                  <thead>
                    <tr>
                      <th scope="col">Workflow</th>
                      {head('lastActivity', 'Last activity', false)}
                      <th scope="col" className="n">
                        Conversations
                      </th>
                      <th scope="col" className="n">
                        Calls
                      </th>
                      <th scope="col" className="n">
                        Tools
                      </th>
                      {head('tokens', 'Tokens')}
                      {head('cost', 'Cost')}
                      <th scope="col">Models</th>
                      {head('errors', 'Errors')}
                    </tr>
                  </thead>
                  <tbody>
                    {data.workflows.map((row) => (
                      <Row key={row.id} row={row} />
                    ))}
                  </tbody>
                </table>
              </section>
            )}
            <Pager total={data.total} shown={data.workflows.length} what="workflows" />
          </div>
        )}
      </Listed>
    </div>
  );
}

function Row({ row }: { row: WorkflowRow }) {
  const { href } = useUrlState();
  return (
    <tr data-testid={`workflow-${row.id}`}>
      <td className="main">
        <span className="two-line">
          <Link
            className="cover clip"
            data-item=""
            data-testid="workflow-id"
            href={href('/traces', { spanKind: 'all', workflow: row.id })}
            title={row.id}
          >
            {row.id}
          </Link>
          <span className="meta clip">
            {row.types.join(', ') || 'no type'}
            {row.environments.length > 0 && ` · ${row.environments.join(', ')}`}
          </span>
        </span>
      </td>
      <td title={fullTime(row.lastActivity)}>
        <Label>Last activity</Label>
        <span className="num" title={`over ${duration(row.lastActivity - row.firstActivity)}`}>
          {ago(row.lastActivity, serverNow())}
        </span>
      </td>
      <td className="n">
        <Label>Conversations</Label>
        <Count value={row.conversations} testid="workflow-conversations" />
      </td>
      <td className="n">
        <Label>Calls</Label>
        <Count value={row.calls} testid="workflow-calls" />
      </td>
      <td className="n">
        <Label>Tools</Label>
        <Count value={row.toolCalls} testid="workflow-tools" />
      </td>
      <td className="n" title={`${count(row.tokens.input)} in, ${count(row.tokens.output)} out`}>
        <Label>Tokens</Label>
        <Count value={row.tokens.total} testid="workflow-tokens" />
      </td>
      <td className="n">
        <Label>Cost</Label>
        <Cost
          value={row.cost}
          unpriced={row.unpricedCalls}
          source={row.costSource}
          testid="workflow-cost"
        />
      </td>
      <td>
        <Label>Models</Label>
        <Models models={row.models} />
      </td>
      <td className="n">
        <Label>Errors</Label>
        <span className={row.errors ? 'bad' : 'muted'} data-testid="workflow-errors">
          {row.errors ? `✕ ${count(row.errors)}` : '0'}
        </span>
      </td>
    </tr>
  );
}
