// Which line each event makes in the log. Codes and numbers are fields, so that they can be searched and counted.
import type { ProverEvent } from '#client/events.ts';
import { IDLE_REMEDY } from '#client/pipeline/idle.ts';
import type { Log } from './log.ts';

const MIB = 1024 * 1024;

/** A line of the log. */
export interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
  readonly fields: object;
}

/** Writes an event to the log. */
export function logEvent(log: Log, event: ProverEvent): void {
  const { level, text, fields } = lineOf(event);
  log[level]({ event: event.type, ...fields }, text);
}

/** The line of an event. */
export function lineOf(event: ProverEvent): Line {
  const { type, ...all } = event;
  const line = (level: Line['level'], text: string, fields: object = all): Line => ({ level, text, fields });
  switch (event.type) {
    case 'batch_fetched':
      return line('info', `node ${event.nodeId} got ${event.tasks} tasks`);
    case 'no_tasks':
      return line('info', `no task for node ${event.nodeId}; asking again in ${secondsUntil(event.nextAt)}`);
    case 'fetch_failed':
      return line('warn', `fetch failed: ${event.message}; asking again in ${secondsUntil(event.nextAt)}`);
    case 'task_skipped':
      return line('warn', `task ${event.taskId} not taken: ${event.code}`);
    case 'task_state': {
      const { at } = event.state;
      const code = 'code' in event.state ? event.state.code : undefined;
      const more = { taskId: event.taskId, nodeId: event.nodeId, state: at, ...(code && { code }) };
      const level = code && code !== 'stopping' ? 'warn' : 'info';
      return line(level, `task ${event.taskId} ${at}${code ? `: ${code}` : ''}`, more);
    }
    case 'task_resumed':
      return line('info', `task ${event.taskId} goes on: ${event.done} of ${event.inputs} inputs are proven already`);
    case 'proof_progress':
      return line('debug', `task ${event.taskId} ${event.phase}`);
    case 'input_proven':
      return line('info', `proved ${event.cycles} cycles in ${Math.round(event.proveMs)} ms, verified`, {
        ...all,
        proveMs: Math.round(event.proveMs),
        verifyMs: Math.round(event.verifyMs),
      });
    case 'attempt_failed':
      return line('warn', `attempt ${event.attempt} on task ${event.taskId} failed: ${event.message}`);
    case 'worker_started':
      return line('info', `worker ${event.worker} started`);
    case 'worker_ended': {
      const { rssBeforeBytes, rssAfterBytes, wasmBytes } = event.release;
      const { worker, taskId, reason, ms } = event;
      const rss = `RSS ${Math.round(rssBeforeBytes / MIB)} to ${Math.round(rssAfterBytes / MIB)} MiB`;
      const numbers = { rssBeforeBytes, rssAfterBytes, releasedBytes: rssBeforeBytes - rssAfterBytes, wasmBytes };
      const text = `worker ${worker} ended: ${reason}; ${rss} (WASM ${Math.round(wasmBytes / MIB)} MiB)`;
      return line(reason === 'done' || reason === 'stopping' ? 'info' : 'warn', text, {
        worker,
        taskId,
        reason,
        ms,
        ...numbers,
      });
    }
    case 'leases_renewed':
      return line(event.lost > 0 ? 'warn' : 'debug', `leases of node ${event.nodeId} renewed: ${event.held} held`);
    case 'renewal_failed':
      return line('warn', `leases not renewed: ${event.message}`);
    case 'submitted':
      return line('info', `proof of task ${event.taskId} accepted${event.duplicate ? ' (it had been before)' : ''}`);
    case 'submission_deferred':
      return line('warn', `proof of task ${event.taskId} kept: ${event.message}; next try ${inSeconds(event.nextAt)}`);
    case 'submission_refused':
      return line('error', `proof of task ${event.taskId} refused: ${event.code}: ${event.message}`);
    case 'difficulty_changed':
      return line('info', `node ${event.nodeId} asks for ${event.to}`);
    case 'idle': {
      if (event.reason === undefined) return line('debug', 'proving');
      const { code, until, detail } = event.reason;
      const when = until === undefined ? '' : `, again ${inSeconds(until)}`;
      const remedy = IDLE_REMEDY[code];
      const text = `not proving: ${code}${when}${remedy && `. ${remedy}`}`;
      return line(code === 'fetching' ? 'debug' : 'info', text, { code, until, detail });
    }
    case 'store_failed':
      return line('error', `cannot store: ${event.message}`);
  }
}

function secondsUntil(time: number): string {
  return `${Math.max(0, Math.round((time - Date.now()) / 1000))} s`;
}

function inSeconds(time: number): string {
  return `in ${secondsUntil(time)}`;
}
