// The one word for what the prover does now, derived from what is wanted and what happens.
import type { Idle, SessionView } from './session-view.ts';

/** What the reader, or the page itself, wants of the prover. */
export type Wish = 'off' | 'starting' | 'on' | 'finishing' | 'paused' | 'watching' | 'failed';

/** What the prover does. */
export interface Standing {
  readonly state: Exclude<Wish, 'on'> | 'proving' | 'waiting' | 'held' | 'offline';
  readonly reason?: Idle | undefined;
}

/** What bears on the state besides the wish and the view. */
export interface Circumstances {
  readonly online: boolean;
  /** The code of the reader's own choice that holds proving back. */
  readonly hold?: string | undefined;
  readonly failure?: Idle | undefined;
}

/** What to say of a prover that is wanted so and looks so. */
export function standingOf(wish: Wish, view: SessionView, around: Circumstances): Standing {
  if (wish === 'failed') return { state: 'failed', reason: around.failure };
  if (wish !== 'on') return { state: wish };
  if (around.hold !== undefined) return { state: 'held', reason: { code: around.hold } };
  if (view.lanes.some((lane) => lane.worker !== undefined)) return { state: 'proving' };
  if (!around.online) return { state: 'offline', reason: { code: 'offline' } };
  return { state: 'waiting', reason: view.idle };
}
