import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { TraceSpan } from '../api/types.ts';
import { count, duration, plural, short } from '../format/numbers.ts';
import { lookOf } from '../parts/kinds.ts';
import { KindMark } from '../parts/parts.tsx';
import { ancestorsOf, barOf, type Lane, laneOf, type Row, rowsOf, type Tree } from './waterfall.ts';

const INDENT = 14;
const MAX_INDENT = 10;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

interface WaterfallProps {
  tree: Tree;
  spans: TraceSpan[];
  chosen: string | undefined;
  choose: (spanId: string) => void;
}

/** The spans as a tree in time. A tree grid for the keyboard; only rows in view are mounted. */
export function Waterfall({ tree, spans, chosen, choose }: WaterfallProps) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(tree, collapsed), [tree, collapsed]);
  const lane = useMemo(() => laneOf(spans), [spans]);
  const stacked = useStacked();
  const at = rows.findIndex((row) => row.span.spanId === chosen);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (stacked ? 40 : 28),
    overscan: 16,
    initialRect: { width: 800, height: 600 },
  });

  // A chosen span inside a folded one unfolds it: a link must show what it points to.
  useEffect(() => {
    if (chosen === undefined) return;
    const above = ancestorsOf(tree, chosen);
    setCollapsed((now) =>
      above.some((id) => now.has(id)) ? new Set([...now].filter((id) => !above.includes(id))) : now,
    );
  }, [chosen, tree]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);

  const fold = (spanId: string, folded: boolean) =>
    setCollapsed((now) => {
      const next = new Set(now);
      if (folded) next.add(spanId);
      else next.delete(spanId);
      return next;
    });
  const foldAll = () =>
    setCollapsed(
      new Set(rowsOf(tree, new Set()).flatMap((row) => (row.children ? [row.span.spanId] : []))),
    );
  const moveTo = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row) choose(row.span.spanId);
  };
  const nextError = () => {
    const order = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
    const found = order.find((row) => row.span.status === 'error');
    if (found) choose(found.span.spanId);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    const actions: Record<string, () => void> = {
      ArrowDown: () => moveTo(at + 1),
      ArrowUp: () => moveTo(at - 1),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      PageDown: () => moveTo(at + 10),
      PageUp: () => moveTo(at - 10),
      ArrowRight: () => {
        if (row?.collapsed) fold(row.span.spanId, false);
        else if (row && row.children > 0) moveTo(at + 1);
      },
      ArrowLeft: () => {
        if (row && row.children > 0 && !row.collapsed) fold(row.span.spanId, true);
        else if (row) moveTo(rows.findIndex((one) => one.span.spanId === row.span.parentSpanId));
      },
      Enter: () => row && row.children > 0 && fold(row.span.spanId, !row.collapsed),
      '[': foldAll,
      ']': () => setCollapsed(new Set()),
      e: nextError,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  return (
    <section className="panel waterfall" aria-label="Waterfall">
      <Tools spans={spans} foldAll={foldAll} unfoldAll={() => setCollapsed(new Set())} />
      <div className="wf-axis" aria-hidden="true">
        <span>{plural(rows.length, 'row')}</span>
        <div className="wf-ticks">
          {TICKS.map((tick) => (
            <i key={tick} style={{ left: `${tick * 100}%` }}>
              {short(duration(lane.durationMs * tick))}
            </i>
          ))}
        </div>
      </div>
      <div
        ref={scroll}
        className="wf-scroll"
        role="treegrid"
        aria-label="Spans of the trace"
        aria-rowcount={rows.length}
        aria-activedescendant={at >= 0 ? `span-row-${chosen}` : undefined}
        tabIndex={0}
        data-testid="waterfall"
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row ? (
              <SpanLine
                key={row.span.spanId}
                row={row}
                index={item.index}
                top={item.start}
                lane={lane}
                chosen={row.span.spanId === chosen}
                choose={choose}
                fold={fold}
              />
            ) : null;
          })}
        </div>
      </div>
    </section>
  );
}

interface SpanLineProps {
  row: Row;
  index: number;
  top: number;
  lane: Lane;
  chosen: boolean;
  choose: (spanId: string) => void;
  fold: (spanId: string, folded: boolean) => void;
}

function SpanLine({ row, index, top, lane, chosen, choose, fold }: SpanLineProps) {
  const { span } = row;
  const bar = barOf(span, lane);
  const failed = span.status === 'error';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree grid handles the keys of the active row
    // biome-ignore lint/a11y/useFocusableInteractive: the tree grid keeps the focus and names the active row
    <div
      id={`span-row-${span.spanId}`}
      role="row"
      className="wf-row"
      style={{ transform: `translateY(${top}px)` }}
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.children > 0 ? !row.collapsed : undefined}
      aria-selected={chosen}
      data-testid={`trace-span-${span.spanId}`}
      onClick={() => choose(span.spanId)}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div
        role="gridcell"
        className="wf-name"
        style={{ paddingLeft: 6 + Math.min(row.depth, MAX_INDENT) * INDENT }}
      >
        <span
          className="wf-twist"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            if (row.children > 0) fold(span.spanId, !row.collapsed);
            else choose(span.spanId);
          }}
        >
          {row.children === 0 ? '' : row.collapsed ? '▸' : '▾'}
        </span>
        <KindMark kind={span.kind} />
        <span className={failed ? 'clip bad' : 'clip'} title={span.name}>
          {failed && '✕ '}
          {span.name}
        </span>
        {row.collapsed && <span className="chip">+{count(row.children)}</span>}
        {span.orphan && (
          <span className="chip" title="Its parent is not stored">
            parent missing
          </span>
        )}
      </div>
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" className="wf-lane">
        <i
          className={failed ? 'failed' : undefined}
          style={{
            left: `${bar.left}%`,
            width: `${bar.width}%`,
            background: lookOf(span.kind).color,
          }}
        />
        <span style={labelPlace(bar)}>{duration(span.durationMs)}</span>
      </div>
    </div>
  );
}

/** Behind the bar; before it where the bar begins late and reaches the edge. */
function labelPlace(bar: { left: number; width: number }): React.CSSProperties {
  return bar.left > 60 && bar.left + bar.width > 85
    ? { right: `${100 - bar.left}%` }
    : { left: `${bar.left + bar.width}%` };
}

function Tools({
  spans,
  foldAll,
  unfoldAll,
}: {
  spans: TraceSpan[];
  foldAll: () => void;
  unfoldAll: () => void;
}) {
  const kinds = useMemo(() => [...new Set(spans.map((span) => span.kind))], [spans]);
  return (
    <div className="wf-tools">
      {kinds.map((kind) => (
        <span key={kind} className="inline meta">
          <KindMark kind={kind} />
          <span aria-hidden="true">{lookOf(kind).label}</span>
        </span>
      ))}
      <span className="push row">
        <button type="button" className="button" onClick={foldAll}>
          Fold all
        </button>
        <button type="button" className="button" onClick={unfoldAll}>
          Unfold all
        </button>
      </span>
    </div>
  );
}

/** Whether name and bar stand one above the other (see trace.css). */
function useStacked(): boolean {
  const [stacked, setStacked] = useState(() => matchMedia('(max-width: 480px)').matches);
  useEffect(() => {
    const media = matchMedia('(max-width: 480px)');
    const update = () => setStacked(media.matches);
    media.addEventListener('change', update);
    return () => media.removeEventListener('change', update);
  }, []);
  return stacked;
}
