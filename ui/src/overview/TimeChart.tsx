import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { serverNow } from '../api/clock.ts';
import { short } from '../format/numbers.ts';
import { axisTime, when } from '../format/time.ts';
import { useColorScheme } from '../shell/theme.ts';

export interface ChartSeries {
  label: string;
  /** A custom property of the tokens: `--c0`. */
  color: string;
  values: (number | null)[];
  bars?: boolean;
}

interface TimeChartProps {
  times: number[];
  series: ChartSeries[];
  format: (value: number | null) => string;
  /** Counts: the axis shows no fractions. */
  whole?: boolean;
  /** Dragging over a stretch of time asks for it. */
  onZoom: (from: number, to: number) => void;
  label: string;
}

const WHOLE_STEPS = Array.from({ length: 13 }, (_, power) => 10 ** power).flatMap((ten) => [
  ten,
  2 * ten,
  5 * ten,
]);

/** Lines or bars over time. Gaps stay gaps; the legend below follows the pointer. */
export default function TimeChart({ times, series, format, whole, onZoom, label }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const scheme = useColorScheme();
  const [at, setAt] = useState<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes every colour read here
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const color = (token: string) => resolved(element, token);
    const axis = {
      stroke: color('--muted'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
      font: '11px Inter',
    };
    const bars = UPlot.paths.bars?.({ size: [0.7, 40], align: 1 });
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        legend: { show: false },
        padding: [8, 4, 0, 0],
        cursor: { y: false, drag: { x: true, y: false, setScale: false } },
        scales: { x: { time: true }, y: { range: (_, __, top) => [0, (top || 1) * 1.08] } },
        axes: [
          { ...axis, size: 26, space: 90, values: (_, ticks) => ticks.map(axisTime) },
          {
            ...axis,
            size: 64,
            values: (_, ticks) => ticks.map((tick) => short(format(tick))),
            ...(whole ? { incrs: WHOLE_STEPS } : {}),
          },
        ],
        series: [
          {},
          ...series.map((one) => ({
            label: one.label,
            stroke: color(one.color),
            width: one.bars ? 0 : 1.75,
            points: { show: !one.bars, filter: () => isolated(one.values), size: 5 },
            ...(one.bars && bars ? { paths: bars, fill: color(one.color) } : {}),
          })),
        ],
        hooks: {
          setCursor: [(self) => setAt(self.cursor.idx ?? null)],
          setSelect: [
            (self) => {
              const { left, width } = self.select;
              if (width < 8) return;
              zoom.current(
                self.posToVal(left, 'x') * 1000,
                self.posToVal(left + width, 'x') * 1000,
              );
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
      },
      [times.map((time) => time / 1000), ...series.map((one) => one.values)],
      element,
    );
    const resize = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [times, series, format, whole, scheme]);

  const shown = at === null ? null : times[at];
  return (
    <figure>
      <div className="chart" ref={box} role="img" aria-label={label} />
      <figcaption className="legend">
        {series.map((one) => (
          <span key={one.label}>
            <i className="dot" style={{ background: `var(${one.color})` }} />
            {one.label}
            {at !== null && <b className="num">{format(one.values[at] ?? null)}</b>}
          </span>
        ))}
        <span className="push">
          {shown === null || shown === undefined ? 'Drag to zoom' : when(shown, serverNow())}
        </span>
      </figcaption>
    </figure>
  );
}

/** Values with nothing on either side are no line: they are drawn as points. */
function isolated(values: (number | null)[]): number[] {
  return values.flatMap((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null
      ? [index]
      : [],
  );
}

/** A canvas knows no custom properties and no light-dark(): asks the style for what they come to. */
function resolved(parent: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  parent.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
