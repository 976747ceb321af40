import { Link } from 'wouter';
import { serverNow } from '../api/clock.ts';
import { fileAddress, useConversations, useOverview } from '../api/queries.ts';
import type { ConversationRow } from '../api/types.ts';
import { count, duration, plural } from '../format/numbers.ts';
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
import { conversationPath, useUrlState } from '../state/urlState.ts';

const FILTERS = ['q', 'user', 'model', 'errors', 'unpriced', 'filter'];

const EXAMPLES = [
  'cost > 0.05 and errors > 0',
  'score.user_feedback < 0.5',
  'custom.customer_id = acme',
  'any(tool = search and error)',
];

/** The conversations with a call in the range; figures count what is in the range. */
export default function Conversations() {
  useTitle('Conversations');
  const url = useUrlState();
  const page = usePage();
  const sort = url.get('sort') ?? 'lastActivity';
  const order = url.get('order') ?? 'desc';
  const asked = {
    ...Object.fromEntries(FILTERS.map((name) => [name, url.get(name)])),
    sort,
    order,
  };
  const query = useConversations(url.scope, {
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
        <h1>Conversations</h1>
        <FileLink address={fileAddress('/conversations', url.scope, asked)} />
      </div>
      <div className="filters">
        <SearchField name="q" label="Search title, user or id" />
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
        <ActiveFilters names={{ user: 'user' }} />
        <FilterField error={query.error} examples={EXAMPLES} />
      </div>
      <Listed query={query} skeleton={<RowsSkeleton height={52} rows={10} />}>
        {(data) => (
          <div className="panel">
            {data.conversations.length === 0 ? (
              <NothingHere filtered={filtered} clear={clear} />
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
              <section className="table-wrap" tabIndex={0} aria-label="Conversations, table">
                <table className="grid tall cards">
                  <thead>
                    <tr>
                      <th scope="col">Conversation</th>
                      {head('lastActivity', 'Last activity', false)}
                      {head('turns', 'Turns')}
                      <th scope="col" className="n">
                        Calls
                      </th>
                      {head('tokens', 'Tokens')}
                      {head('cost', 'Cost')}
                      {head('duration', 'Duration')}
                      <th scope="col">Models</th>
                      {head('errors', 'Errors')}
                    </tr>
                  </thead>
                  <tbody>
                    {data.conversations.map((row) => (
                      <Row key={row.id} row={row} />
                    ))}
                  </tbody>
                </table>
              </section>
            )}
            <Pager total={data.total} shown={data.conversations.length} what="conversations" />
          </div>
        )}
      </Listed>
    </div>
  );
}

function Row({ row }: { row: ConversationRow }) {
  const { href } = useUrlState();
  return (
    <tr data-testid={`conversation-${row.id}`}>
      <td className="main">
        <span className="two-line">
          <Link
            className="cover clip"
            data-item=""
            data-testid="conversation-title"
            href={href(conversationPath(row.id))}
            title={row.title ?? row.id}
          >
            {row.title ?? <span className="mono">{row.id}</span>}
          </Link>
          <span className="meta clip">
            <span data-testid="conversation-user">{row.user ?? 'no user'}</span>
            {row.title && (
              <>
                {' · '}
                <span className="mono">{row.id}</span>
              </>
            )}
            {row.environments.length > 0 && ` · ${row.environments.join(', ')}`}
            {row.agents.length > 0 && ` · ${row.agents.join(' ⇢ ')}`}
          </span>
        </span>
      </td>
      <td title={fullTime(row.lastActivity)}>
        <Label>Last activity</Label>
        <span
          className="num"
          data-testid="conversation-last-activity"
          data-value={row.lastActivity}
        >
          {ago(row.lastActivity, serverNow())}
        </span>
      </td>
      <td className="n">
        <Label>Turns</Label>
        <Count value={row.turns} testid="conversation-turns" />
      </td>
      <td className="n" title={row.toolCalls ? plural(row.toolCalls, 'tool call') : undefined}>
        <Label>Calls</Label>
        <Count value={row.calls} testid="conversation-calls" />
      </td>
      <td className="n" title={`${count(row.tokens.input)} in, ${count(row.tokens.output)} out`}>
        <Label>Tokens</Label>
        <Count value={row.tokens.total} testid="conversation-tokens" />
      </td>
      <td className="n">
        <Label>Cost</Label>
        <Cost
          value={row.cost}
          unpriced={row.unpricedCalls}
          source={row.costSource}
          testid="conversation-cost"
        />
      </td>
      <td className="n">
        <Label>Duration</Label>
        <span data-testid="conversation-duration" data-value={row.durationMs}>
          {duration(row.durationMs)}
        </span>
      </td>
      <td>
        <Label>Models</Label>
        <Models models={row.models} testid="conversation-models" />
      </td>
      <td className="n">
        <Label>Errors</Label>
        <span className={row.errors ? 'bad' : 'muted'} data-testid="conversation-errors">
          {row.errors ? `✕ ${count(row.errors)}` : '0'}
        </span>
      </td>
    </tr>
  );
}
