import { Link } from 'wouter';
import type { ModelFigures, Overview } from '../api/types.ts';
import { count, percent, plural } from '../format/numbers.ts';
import { colorOf } from '../parts/colors.ts';
import { ModelName } from '../parts/parts.tsx';
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
