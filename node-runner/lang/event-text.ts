// What happened, as a sentence in English; the log and the dashboard show it.
import type { ProverEvent } from '#client/events.ts';
import { IDLE_REMEDY } from '#client/pipeline/idle.ts';

const MIB = 1024 * 1024;

/** The sentence of an event. */
export function eventTextEn(event: ProverEvent): string {
  switch (event.type) {
    case 'batch_fetched':
      return `node ${event.nodeId} got ${event.tasks} tasks`;
    case 'no_tasks':
      return `no task for node ${event.nodeId}; asking again in ${secondsUntil(event.nextAt)} s`;
    case 'fetch_failed':
      return `fetch failed: ${event.message}; asking again in ${secondsUntil(event.nextAt)} s`;
    case 'task_skipped':
      return `task ${event.taskId} not taken: ${event.code}`;
    case 'task_state': {
      const { at } = event.state;
      return `task ${event.taskId} ${at}${'code' in event.state ? `: ${event.state.code}` : ''}`;
    }
    case 'task_resumed':
      return `task ${event.taskId} goes on: ${event.done} of ${event.inputs} inputs are proven already`;
    case 'proof_progress':
      return `task ${event.taskId} ${event.phase}`;
    case 'input_proven':
      return `proved ${event.cycles} cycles in ${Math.round(event.proveMs)} ms, verified`;
    case 'attempt_failed':
      return `attempt ${event.attempt} on task ${event.taskId} failed: ${event.message}`;
    case 'worker_started':
      return `worker ${event.worker} started`;
    case 'worker_ended': {
      const { rssBeforeBytes, rssAfterBytes, wasmBytes } = event.release;
      const rss = `RSS ${mib(rssBeforeBytes)} to ${mib(rssAfterBytes)} MiB`;
      return `worker ${event.worker} ended: ${event.reason}; ${rss} (WASM ${mib(wasmBytes)} MiB)`;
    }
    case 'leases_renewed':
      return `leases of node ${event.nodeId} renewed: ${event.held} held`;
    case 'renewal_failed':
      return `leases not renewed: ${event.message}`;
    case 'submitted':
      return `proof of task ${event.taskId} accepted${event.duplicate ? ' (it had been before)' : ''}`;
    case 'submission_deferred':
      return `proof of task ${event.taskId} kept: ${event.message}; next try in ${secondsUntil(event.nextAt)} s`;
    case 'submission_refused':
      return `proof of task ${event.taskId} refused: ${event.code}: ${event.message}`;
    case 'difficulty_changed':
      return `node ${event.nodeId} asks for ${event.to}`;
    case 'idle': {
      if (event.reason === undefined) return 'proving';
      const { code, until } = event.reason;
      const when = until === undefined ? '' : `, again in ${secondsUntil(until)} s`;
      const remedy = IDLE_REMEDY[code];
      return `not proving: ${code}${when}${remedy && `. ${remedy}`}`;
    }
    case 'store_failed':
      return `cannot store: ${event.message}`;
  }
}

/** Whole seconds from now. */
export function secondsUntil(time: number): number {
  return Math.max(0, Math.round((time - Date.now()) / 1000));
}

/** Whole MiB. */
export function mib(bytes: number): number {
  return Math.round(bytes / MIB);
}
