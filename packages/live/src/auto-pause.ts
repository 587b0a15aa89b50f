import type { Session } from '@vitreous/schema';

export interface Idleness {
  readonly auto_pause: Session['auto_pause'];
  readonly auto_pause_after_idle_minutes: number;
  /** Since the last exposure was found, or since the start where none was found after it. */
  readonly idleMs: number;
  /** Exposures that are in hand, or wait to be. */
  readonly unfinished: number;
  /** Streaming jobs (2D classes, refinement) that have particles to work on. */
  readonly streamingAtWork: number;
}

/**
 * Whether a session pauses itself, after so many minutes in which nothing new was found: `immediate` when all exposures
 * are done, `graceful` when the streaming jobs wait for particles too. `ending` says that only work in hand is waited for.
 */
export function decideAutoPause(state: Idleness): 'go on' | 'ending' | 'pause' {
  if (state.auto_pause === 'disabled') return 'go on';
  if (state.idleMs < state.auto_pause_after_idle_minutes * 60_000) return 'go on';
  const open = state.unfinished + (state.auto_pause === 'graceful' ? state.streamingAtWork : 0);
  return open === 0 ? 'pause' : 'ending';
}
