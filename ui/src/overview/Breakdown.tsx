import { Link } from 'wouter';
import type { ModelFigures, Overview } from '../api/types.ts';
import { amountOf, count, percent, plural } from '../format/numbers.ts';
import { colorOf } from '../parts/colors.ts';
import { Cost, ModelName } from '../parts/parts.tsx';
import { useUrlState } from '../state/urlState.ts';

const SHOWN = 7;

/** Key of a model in test ids: `gpt-4o`, or `unknown`. */
export function modelKey(model: string | null): string {
  return model ?? 'unknown';
}

/** AM-8: models by calls, with their share of all calls. */
export function TopModels({ data }: { data: Overview }) {
  const { href } = useUrlState();
  const models = [...data.models].sort((a, b) => b.calls - a.calls);
  const most = Math.max(...models.map((model) => model.calls), 1);
  return (
    <section className="panel card" data-testid="card-models" aria-label="Top models">
      <h2>
        Top models
        <span className="meta">
          {models.length > SHOWN ? `${SHOWN} of ${models.length}` : 'by calls'}
        </span>
      </h2>
      <ul className="bars">
        {models.slice(0, SHOWN).map((model) => (
          <li key={`${model.provider}/${model.model}`}>
            <Link href={href('/conversations', { model: model.model })}>
              <span className="row spread" style={{ flexWrap: 'nowrap' }}>
                <ModelName model={model.model} />
                <span className="num">
                  <span data-testid={`top-model-calls-${modelKey(model.model)}`}>
                    {count(model.calls)}
                  </span>{' '}
                  <span className="muted" data-testid={`top-model-share-${modelKey(model.model)}`}>
                    {percent(model.share)}
                  </span>
                </span>
              </span>
              <Bar model={model} most={most} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Bar({ model, most }: { model: ModelFigures; most: number }) {
  return (
    <div className="bar" aria-hidden="true">
      <i
        style={{
          width: `${(model.calls / most) * 100}%`,
          background: model.model ? colorOf(model.model) : 'var(--muted)',
        }}
      />
    </div>
  );
}

export function ErrorTypes({ data }: { data: Overview }) {
  const { href } = useUrlState();
  const errors = [...data.errors].sort((a, b) => b.calls - a.calls);
  const most = Math.max(...errors.map((error) => error.calls), 1);
  return (
    <section className="panel card" data-testid="card-errors" aria-label="Errors by type">
      <h2>
        Errors by type
        <span className="meta">{plural(data.success.errors, 'failed call')}</span>
      </h2>
      {errors.length === 0 ? (
        <p className="muted">
          <span className="good">✓</span> No call failed
        </p>
      ) : (
        <ul className="bars">
          {errors.map((error) => (
            <li key={error.type}>
              <Link href={href('/traces', { status: 'error', errorType: error.type })}>
                <span className="row spread" style={{ flexWrap: 'nowrap' }}>
                  <span className="clip mono">{error.type ?? 'no type given'}</span>
                  <span className="num" data-testid={`errors-${error.type ?? 'unknown'}`}>
                    {count(error.calls)}
                  </span>
                </span>
                <div className="bar" aria-hidden="true">
                  <i
                    style={{
                      width: `${(error.calls / most) * 100}%`,
                      background: 'var(--error)',
                    }}
                  />
                </div>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Calls without a known price, by model: listed, and in no sum. */
export function Unpriced({ data }: { data: Overview }) {
  const { href } = useUrlState();
  const { billed, book, estimated } = data.cost;
  const sources = [
    ['charged', billed],
    ['price book', book],
    ['estimated', estimated],
  ] as const;
  return (
    <section className="panel card" data-testid="card-unpriced" aria-label="Where the cost is from">
      <h2>Where the cost is from</h2>
      <ul className="bars">
        {sources
          .filter(([, value]) => amountOf(value) !== null)
          .map(([name, value]) => (
            <li key={name} className="row spread">
              <span>{name}</span>
              <Cost value={value} testid={`cost-${name.replace(' ', '-')}`} />
            </li>
          ))}
        {data.unpriced.map((entry) => (
          <li key={`${entry.provider}/${entry.model}`} className="row spread">
            <span className="inline">
              <ModelName model={entry.model} />
            </span>
            <Link
              className="chip warn"
              href={href('/conversations', { unpriced: true, model: entry.model })}
              data-testid={`unpriced-${modelKey(entry.model)}`}
              title={`${plural(entry.tokens, 'token')}; no price known, so in no sum`}
            >
              unpriced · {plural(entry.calls, 'call')}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
