import { useMemo } from 'react';
import { Link } from 'wouter';
import type { ModelFigures, Overview } from '../api/types.ts';
import { amountOf, average, count, duration, percent, plural } from '../format/numbers.ts';
import { Cost, Count, ModelName, sortHeads } from '../parts/parts.tsx';
import { useUrlState } from '../state/urlState.ts';
import { modelKey } from './Breakdown.tsx';

const VALUES: Record<string, (model: ModelFigures) => number | string | null> = {
  model: (model) => model.model ?? '',
  conversations: (model) => model.conversations,
  calls: (model) => model.calls,
  errors: (model) => model.errorRate,
  p50: (model) => model.p50Ms,
  p95: (model) => model.p95Ms,
  input: (model) => model.inputTokens,
  output: (model) => model.outputTokens,
  perCall: (model) => model.tokensPerCall,
  cost: (model) => amountOf(model.cost),
  costPerCall: (model) => amountOf(model.costPerCall),
  costPer1k: (model) => amountOf(model.costPer1kTokens),
};

/** Unknown comes last, whichever way the order goes. */
export function sortModels(models: ModelFigures[], by: string, order: string): ModelFigures[] {
  const value = VALUES[by] ?? (() => null);
  const sign = order === 'asc' ? 1 : -1;
  return [...models].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return (x < y ? -1 : x > y ? 1 : 0) * sign;
  });
}

/** AM-9: performance, cost efficiency, token usage and the diversity of models. */
export function ModelInsights({ data }: { data: Overview }) {
  const url = useUrlState();
  const sort = url.get('models') ?? 'calls';
  const order = url.get('modelsOrder') ?? 'desc';
  const models = useMemo(() => sortModels(data.models, sort, order), [data.models, sort, order]);
  const head = sortHeads(sort, order, (by, direction) =>
    url.set({ models: by, modelsOrder: direction }),
  );
  return (
    <section
      className="panel insights"
      data-testid="card-model-insights"
      aria-label="Model insights"
    >
      <header>
        <h2>Model insights</h2>
        <span className="meta">
          <span data-testid="model-count">{plural(data.modelCount, 'model')}</span> of{' '}
          <span data-testid="provider-count">{plural(data.providerCount, 'provider')}</span>
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-wrap" tabIndex={0} aria-label="Model insights, table">
        <table className="grid">
          <thead>
            <tr>
              {head('model', 'Model', false)}
              {head('conversations', 'Conversations')}
              {head('calls', 'Calls')}
              {head('errors', 'Errors')}
              {head('p50', 'P50')}
              {head('p95', 'P95')}
              {head('input', 'Tokens in')}
              {head('output', 'Tokens out')}
              {head('perCall', 'Tokens per call')}
              {head('cost', 'Cost')}
              {head('costPerCall', 'per call')}
              {head('costPer1k', 'per 1k tokens')}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <Row key={`${model.provider}/${model.model}`} model={model} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Row({ model }: { model: ModelFigures }) {
  const { href } = useUrlState();
  const id = (field: string) => `insight-${field}-${modelKey(model.model)}`;
  return (
    <tr>
      <td>
        <Link className="cover inline" href={href('/conversations', { model: model.model })}>
          <ModelName model={model.model} />
          {model.provider && <span className="meta">{model.provider}</span>}
        </Link>
      </td>
      <td className="n">
        <Count value={model.conversations} testid={id('conversations')} />
      </td>
      <td className="n">
        <Count value={model.calls} testid={id('calls')} />
      </td>
      <td className="n">
        <span className={model.errors ? 'bad' : 'muted'} data-testid={id('error-rate')}>
          {model.errors ? `✕ ${percent(model.errorRate)}` : '0%'}
        </span>
      </td>
      <td className="n" data-testid={id('p50')}>
        {duration(model.p50Ms)}
      </td>
      <td className="n" data-testid={id('p95')}>
        {duration(model.p95Ms)}
      </td>
      <td className="n" data-testid={id('input-tokens')}>
        {count(model.inputTokens)}
      </td>
      <td className="n" data-testid={id('output-tokens')}>
        {count(model.outputTokens)}
      </td>
      <td className="n" data-testid={id('tokens-per-call')}>
        {average(model.tokensPerCall)}
      </td>
      <td className="n">
        <Cost value={model.cost} unpriced={model.unpricedCalls} testid={id('cost')} />
      </td>
      <td className="n">
        <Cost value={model.costPerCall} testid={id('cost-per-call')} />
      </td>
      <td className="n">
        <Cost value={model.costPer1kTokens} testid={id('cost-per-1k')} />
      </td>
    </tr>
  );
}
