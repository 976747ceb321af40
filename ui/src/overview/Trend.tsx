import { lazy, Suspense, useMemo, useState } from 'react';
import type { SeriesPoint } from '../api/types.ts';
import { amountOf, count, duration } from '../format/numbers.ts';
import { useUrlState } from '../state/urlState.ts';
import type { ChartSeries } from './TimeChart.tsx';

const TimeChart = lazy(() => import('./TimeChart.tsx'));

type Measure = 'latency' | 'calls' | 'tokens' | 'cost';

interface View {
  label: string;
  series: (points: SeriesPoint[]) => ChartSeries[];
  format: (value: number | null) => string;
}

const VIEWS: Record<Measure, View> = {
  latency: {
    label: 'Latency',
    series: (points) => [
      { label: 'P50', color: '--c0', values: points.map((point) => point.p50Ms) },
      { label: 'P95', color: '--c1', values: points.map((point) => point.p95Ms) },
    ],
    format: duration,
  },
  calls: {
    label: 'Calls',
    series: (points) => [
      { label: 'Calls', color: '--c0', bars: true, values: points.map((point) => point.calls) },
      {
        label: 'Errors',
        color: '--error',
        bars: true,
        values: points.map((point) => point.errors),
      },
    ],
    format: count,
  },
  tokens: {
    label: 'Tokens',
    series: (points) => [
      { label: 'Input', color: '--c0', values: points.map((point) => point.inputTokens) },
      { label: 'Output', color: '--c2', values: points.map((point) => point.outputTokens) },
    ],
    format: count,
  },
  cost: {
    label: 'Cost',
    series: (points) => [
      {
        label: 'Cost',
        color: '--c2',
        bars: true,
        values: points.map((point) => amountOf(point.cost)),
      },
    ],
    format: dollars,
  },
};

/** An axis needs no exact amount. */
function dollars(value: number | null): string {
  if (value === null) return '—';
  return `$${Number(value.toPrecision(3))}`;
}

/** One chart of the range, of the measure the reader chooses. */
export function Trend({ points }: { points: SeriesPoint[] }) {
  const { setScope } = useUrlState();
  const [measure, setMeasure] = useState<Measure>('latency');
  const view = VIEWS[measure];
  const times = useMemo(() => points.map((point) => point.time), [points]);
  const series = useMemo(() => view.series(points), [view, points]);
  const zoom = (from: number, to: number) =>
    setScope({
      range: {
        from: { kind: 'at', ms: Math.round(from) },
        to: { kind: 'at', ms: Math.round(to) },
      },
    });
  return (
    <div>
      <fieldset className="tabs plain" aria-label="Measure of the chart">
        {(Object.keys(VIEWS) as Measure[]).map((key) => (
          <button
            key={key}
            type="button"
            aria-pressed={key === measure}
            onClick={() => setMeasure(key)}
          >
            {VIEWS[key].label}
          </button>
        ))}
      </fieldset>
      <Suspense fallback={<div className="chart-wait" />}>
        <TimeChart
          times={times}
          series={series}
          format={view.format}
          whole={view.format === count}
          onZoom={zoom}
          label={`${view.label} over time`}
        />
      </Suspense>
    </div>
  );
}
