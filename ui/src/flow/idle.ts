import type { Turn } from '../api/types.ts';

const IDLE_MS = 5 * 60_000;

/** How long nothing happened before this turn, when it was over five minutes. */
export function idleBefore(
  before: Pick<Turn, 'start' | 'durationMs'> | undefined,
  turn: Pick<Turn, 'start'>,
): number | null {
  if (!before) return null;
  const gap = turn.start - (before.start + before.durationMs);
  return gap > IDLE_MS ? gap : null;
}
