import { Link } from 'wouter';
import { useCostSources } from '../api/queries.ts';
import type { CostComparison, CostSources, Money, Overview } from '../api/types.ts';
import { amountOf, count, exactMoney, money, plural, signedPercent } from '../format/numbers.ts';
import { Cost, ModelName } from '../parts/parts.tsx';
import { describePrices } from '../state/prices.ts';
import { useUrlState } from '../state/urlState.ts';
import { modelKey } from './Breakdown.tsx';

/** Who says what calls cost, where that differs from the price book, and what has no price. */
export function CostOrigin({ data }: { data: Overview }) {
  const { scope } = useUrlState();
  const { billed, book, estimated } = data.cost;
  const sources = [
    ['charged', billed],
    ['price book', book],
    ['estimated', estimated],
  ] as const;
  const compared = useCostSources(scope).data?.models ?? [];
  return (
    <section className="panel card" data-testid="card-unpriced" aria-label="Where the cost is from">
      <h2>
        Where the cost is from
        {scope.prices !== undefined && (
          <span className="meta">prices {describePrices(scope.prices)}</span>
        )}
      </h2>
      <ul className="bars">
        {sources
          .filter(([, value]) => amountOf(value) !== null)
          .map(([name, value]) => (
            <li key={name} className="row spread">
              <span>{name}</span>
              <Cost value={value} testid={`cost-${name.replace(' ', '-')}`} />
            </li>
          ))}
      </ul>
      <Differences models={compared} />
      <Unpriced data={data} />
    </section>
  );
}

function Differences({ models }: { models: CostSources['models'] }) {
  const rows = models.flatMap((model) =>
    (['billed', 'estimated'] as const)
      .filter((source) => model[source].comparedCalls > 0)
      .map((source) => ({
        model: model.model,
        provider: model.provider,
        source,
        of: model[source],
      })),
  );
  if (rows.length === 0) return null;
  return (
    <>
      <h3>Beside the price book</h3>
      <ul className="bars">
        {rows.map(({ model, provider, source, of }) => (
          <li key={`${source}/${provider}/${model}`} className="row spread">
            <span className="inline">
              <ModelName model={model} />
            </span>
            <span
              className="num"
              data-testid={`difference-${source}-${modelKey(model)}`}
              data-amount={of.difference?.amount}
              title={differenceTitle(source, of)}
            >
              {source === 'billed' ? 'charged' : 'estimated'} {money(of.comparedReported)}
              <span className="muted">
                {' '}
                · book {money(of.comparedBook)}
                {of.differenceShare !== null && ` · ${signedPercent(of.differenceShare)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function differenceTitle(source: 'billed' | 'estimated', of: CostComparison): string {
  const exactly = (value: Money | null) => (value ? exactMoney(value) : 'unknown');
  const word = source === 'billed' ? 'charged' : 'estimated by the client';
  return (
    `${exactly(of.comparedReported)} ${word}, ${exactly(of.comparedBook)} by the price book, ` +
    `for the same ${plural(of.comparedCalls, 'call')}`
  );
}

/** Calls without a known price, by model with their volume: listed, and in no sum. */
function Unpriced({ data }: { data: Overview }) {
  const { href } = useUrlState();
  if (data.unpriced.length === 0) return null;
  return (
    <>
      <h3>No price known, so in no sum</h3>
      <ul className="bars">
        {data.unpriced.map((entry) => (
          <li key={`${entry.provider}/${entry.model}`} className="row spread">
            <span className="inline">
              <ModelName model={entry.model} />
            </span>
            <Link
              className="chip warn"
              href={href('/conversations', { unpriced: true, model: entry.model })}
              data-testid={`unpriced-${modelKey(entry.model)}`}
              title={`${plural(entry.tokens, 'token')} without a known price`}
            >
              unpriced · {plural(entry.calls, 'call')} · {count(entry.tokens)} tokens
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
