/** The layout of a trace: which rows show, and where their bars lie. */
import type { TraceSpan } from '../api/types.ts';

export interface Row {
  span: TraceSpan;
  depth: number;
  /** Direct children. */
  children: number;
  collapsed: boolean;
  /** Place among its siblings, from 1. */
  position: number;
  siblings: number;
}

export interface Tree {
  roots: TraceSpan[];
  children: Map<string, TraceSpan[]>;
  byId: Map<string, TraceSpan>;
}

/** Spans whose parent is not stored are roots of their own; a circle of parents is cut. */
export function treeOf(spans: TraceSpan[]): Tree {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const children = new Map<string, TraceSpan[]>();
  const roots: TraceSpan[] = [];
  const rooted = new Set<string>();
  for (const span of spans) {
    const parent = span.parentSpanId === null ? undefined : byId.get(span.parentSpanId);
    if (!parent || !reachesRoot(span, byId, rooted)) {
      roots.push(span);
    } else {
      const siblings = children.get(parent.spanId);
      if (siblings) siblings.push(span);
      else children.set(parent.spanId, [span]);
    }
  }
  const byStart = (a: TraceSpan, b: TraceSpan) => a.start - b.start;
  roots.sort(byStart);
  for (const siblings of children.values()) siblings.sort(byStart);
  return { roots, children, byId };
}

/** Remembers in `rooted` whom it met on the way, so that the whole is linear. */
function reachesRoot(span: TraceSpan, byId: Map<string, TraceSpan>, rooted: Set<string>): boolean {
  const way = new Set<string>();
  let at: TraceSpan | undefined = span;
  while (at && !rooted.has(at.spanId)) {
    if (way.has(at.spanId)) return false;
    way.add(at.spanId);
    at = at.parentSpanId === null ? undefined : byId.get(at.parentSpanId);
  }
  for (const id of way) rooted.add(id);
  return true;
}

/** The rows on show, in reading order. Iterative: a chain of ten thousand spans is legal. */
export function rowsOf(tree: Tree, collapsed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const stack: Row[] = [];
  const push = (spans: TraceSpan[], depth: number) => {
    for (let index = spans.length - 1; index >= 0; index--) {
      const span = spans[index] as TraceSpan;
      stack.push({
        span,
        depth,
        children: tree.children.get(span.spanId)?.length ?? 0,
        collapsed: collapsed.has(span.spanId),
        position: index + 1,
        siblings: spans.length,
      });
    }
  };
  push(tree.roots, 0);
  for (let row = stack.pop(); row; row = stack.pop()) {
    rows.push(row);
    if (!row.collapsed) push(tree.children.get(row.span.spanId) ?? [], row.depth + 1);
  }
  return rows;
}

export interface Lane {
  start: number;
  durationMs: number;
}

export function laneOf(spans: TraceSpan[]): Lane {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.start + span.durationMs);
  }
  return spans.length === 0
    ? { start: 0, durationMs: 1 }
    : { start, durationMs: Math.max(end - start, 0.001) };
}

/** A bar's place in per cent of the lane. */
export function barOf(span: Lane, lane: Lane): { left: number; width: number } {
  const left = clamp(((span.start - lane.start) / lane.durationMs) * 100);
  const end = clamp(((span.start + span.durationMs - lane.start) / lane.durationMs) * 100);
  return { left, width: Math.max(end - left, 0) };
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 100);
}

/** The span that caused the rest: the outermost server span, else the outermost root. */
export function requestOf(tree: Tree, spanId: string | undefined): TraceSpan | undefined {
  let found: TraceSpan | undefined;
  let at = spanId === undefined ? undefined : tree.byId.get(spanId);
  const seen = new Set<string>();
  while (at && !seen.has(at.spanId)) {
    seen.add(at.spanId);
    if (at.otelKind === 'server' || at.otelKind === 'consumer') found = at;
    at = at.parentSpanId === null ? undefined : tree.byId.get(at.parentSpanId);
  }
  return (
    found ?? tree.roots.find((span) => span.otelKind === 'server' || span.otelKind === 'consumer')
  );
}

/** Every span above, from the nearest. */
export function ancestorsOf(tree: Tree, spanId: string): string[] {
  const above: string[] = [];
  let at = tree.byId.get(spanId);
  while (at && at.parentSpanId !== null && above.length <= tree.byId.size) {
    const parent = tree.byId.get(at.parentSpanId);
    if (!parent) break;
    above.push(parent.spanId);
    at = parent;
  }
  return above;
}
