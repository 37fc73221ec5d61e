// Which line each event makes in the log, always in English: codes and numbers are fields, which can be searched and counted.
import type { ProverEvent } from '#client/events.ts';
import { eventTextEn } from '../lang/event-text.ts';
import type { Log } from './log.ts';

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
  return { level: levelOf(event), text: eventTextEn(event), fields: fieldsOf(event) };
}

function levelOf(event: ProverEvent): Line['level'] {
  switch (event.type) {
    case 'proof_progress':
      return 'debug';
    case 'leases_renewed':
      return event.lost > 0 ? 'warn' : 'debug';
    case 'idle':
      return event.reason === undefined || event.reason.code === 'fetching' ? 'debug' : 'info';
    case 'task_state':
      return 'code' in event.state && event.state.code !== 'stopping' ? 'warn' : 'info';
    case 'worker_ended':
      return event.reason === 'done' || event.reason === 'stopping' ? 'info' : 'warn';
    case 'fetch_failed':
    case 'task_skipped':
    case 'attempt_failed':
    case 'renewal_failed':
    case 'submission_deferred':
      return 'warn';
    case 'submission_refused':
    case 'store_failed':
      return 'error';
    default:
      return 'info';
  }
}

function fieldsOf(event: ProverEvent): object {
  const { type, ...all } = event;
  switch (event.type) {
    case 'task_state': {
      const { at } = event.state;
      const { taskId, nodeId } = event;
      return { taskId, nodeId, state: at, ...('code' in event.state && { code: event.state.code }) };
    }
    case 'input_proven':
      return { ...all, proveMs: Math.round(event.proveMs), verifyMs: Math.round(event.verifyMs) };
    case 'worker_ended': {
      const { worker, taskId, reason, ms, release } = event;
      const releasedBytes = release.rssBeforeBytes - release.rssAfterBytes;
      return { worker, taskId, reason, ms, ...release, releasedBytes };
    }
    case 'idle':
      return { code: event.reason?.code, until: event.reason?.until, detail: event.reason?.detail };
    default:
      return all;
  }
}
