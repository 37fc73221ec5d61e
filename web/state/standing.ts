// The one word for what the prover does now, derived from what is wanted and what happens.
import type { Idle, SessionView } from './session-view.ts';

/** What the reader, or the page itself, wants of the prover. */
export type Wish = 'off' | 'starting' | 'on' | 'finishing' | 'paused' | 'watching' | 'failed';

/** What the prover does. */
export interface Standing {
  readonly state: Exclude<Wish, 'on'> | 'proving' | 'waiting' | 'held' | 'offline';
  readonly reason?: Idle | undefined;
}

/** Reasons that come from the reader's own settings. */
const HELD = new Set(['on_battery', 'not_idle', 'outside_hours', 'resting']);

/** What to say of a prover that is wanted so and looks so. */
export function standingOf(wish: Wish, view: SessionView, failure?: Idle): Standing {
  if (wish === 'failed') return { state: 'failed', reason: failure };
  if (wish !== 'on') return { state: wish };
  if (view.lanes.some((lane) => lane.worker !== undefined)) return { state: 'proving', reason: view.idle };
  const reason = view.idle;
  if (reason?.code === 'offline') return { state: 'offline', reason };
  if (reason !== undefined && HELD.has(reason.code)) return { state: 'held', reason };
  return { state: 'waiting', reason };
}
