// When a node may ask for tasks again; pure. Every answer moves the time on, so nothing can spin.
import type { ProverError } from '../errors.ts';
import { fetchVerdict } from '../orchestrator/retry-policy.ts';
import { backoffMs, type Settings, withJitter } from '../settings.ts';
import type { IdleCode } from './idle.ts';

/** What the operator chose, and the settings. */
export interface FetchRules {
  readonly requestDelayMs: number;
  readonly fetchIntervalMs: number;
  /** Empty answers in a row before a longer pause. */
  readonly emptyBudget: number;
  readonly settings: Settings['fetching'];
  readonly random: () => number;
}

/** One node's place in time. */
export interface FetchSchedule {
  readonly nextAt: number;
  readonly emptyInARow: number;
  /** Pauses in a row after spent budgets. */
  readonly pauses: number;
  readonly failuresInARow: number;
  /** The interval that rate limits have taught us; 0: none. */
  readonly learnedMs: number;
  readonly idle: { readonly code: IdleCode; readonly detail?: string };
}

/** A node that has not asked yet. */
export const NEVER_ASKED: FetchSchedule = {
  nextAt: 0,
  emptyInARow: 0,
  pauses: 0,
  failuresInARow: 0,
  learnedMs: 0,
  idle: { code: 'fetching' },
};

/** After tasks came; `ended` is what kept the server from giving more. */
export function afterTasks(
  before: FetchSchedule,
  now: number,
  rules: FetchRules,
  ended: ProverError | undefined,
): FetchSchedule {
  if (ended !== undefined) return afterFailure({ ...NEVER_ASKED, learnedMs: before.learnedMs }, now, ended, rules);
  const unlearned = before.learnedMs * 0.8;
  const learnedMs = unlearned < rules.settings.leastIntervalMs ? 0 : unlearned;
  const wait = Math.max(rules.requestDelayMs, rules.settings.leastIntervalMs, learnedMs);
  return { ...NEVER_ASKED, learnedMs, nextAt: now + wait };
}

/** After an answer without tasks (the "404" of the older protocol). */
export function afterEmpty(
  before: FetchSchedule,
  now: number,
  retryAfterMs: number | undefined,
  rules: FetchRules,
): FetchSchedule {
  const { settings, random } = rules;
  const asked = Math.min(retryAfterMs ?? 0, settings.longestRetryAfterMs);
  const least = Math.max(
    rules.fetchIntervalMs,
    rules.requestDelayMs,
    settings.leastIntervalMs,
    before.learnedMs,
    asked,
  );
  const spent = before.emptyInARow + 1 >= rules.emptyBudget;
  const pauses = spent ? before.pauses + 1 : before.pauses;
  const wait = spent ? Math.max(least, backoffMs(settings.emptyPause, pauses)) : least;
  return {
    ...before,
    emptyInARow: spent ? 0 : before.emptyInARow + 1,
    pauses,
    failuresInARow: 0,
    nextAt: now + withJitter(wait, random),
    idle: { code: spent ? 'no_tasks_pausing' : 'no_tasks' },
  };
}

/** After a failure of any kind. */
export function afterFailure(before: FetchSchedule, now: number, error: ProverError, rules: FetchRules): FetchSchedule {
  const { settings, random } = rules;
  const failuresInARow = before.failuresInARow + 1;
  const verdict = fetchVerdict(error.code);
  const limited = error.code === 'rate_limited';
  const learnedMs = limited
    ? Math.min(settings.rateLimit.longestMs, Math.max(settings.rateLimit.firstMs, before.learnedMs * 2))
    : before.learnedMs;
  const own =
    verdict.action === 'stop'
      ? verdict.recheckMs
      : limited
        ? Math.max(learnedMs, rules.requestDelayMs)
        : Math.max(backoffMs(settings.failure, failuresInARow), rules.requestDelayMs);
  const asked = Math.min(error.retryAfterMs ?? 0, settings.longestRetryAfterMs);
  // A Retry-After is a promise that the server will answer then: it replaces our guess, but never our own least interval.
  const wait =
    limited && asked > 0 ? Math.max(asked, rules.requestDelayMs, settings.leastIntervalMs) : Math.max(own, asked);
  return {
    ...before,
    failuresInARow,
    learnedMs,
    nextAt: now + withJitter(wait, random),
    idle: { code: idleCode(error.code, verdict.action), detail: error.code },
  };
}

function idleCode(code: string, action: 'wait' | 'stop'): IdleCode {
  if (code === 'rate_limited') return 'rate_limited';
  if (code === 'engine_outdated' || code === 'engine_mismatch') return 'engine_outdated';
  if (code === 'program_unknown' || code === 'task_malformed') return 'tasks_unfit';
  if (action === 'stop') return 'node_refused';
  if (code === 'orchestrator_unreachable' || code === 'orchestrator_timeout') return 'orchestrator_unreachable';
  return 'orchestrator_failing';
}
