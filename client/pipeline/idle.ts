// Why nothing is being proven: every reason has a code, and where it can, a time and a remedy.

/** Reasons, from the one that matters most. Log, metrics, dashboard and page share these codes. */
export const IDLE_CODES = [
  'stopping',
  'no_nodes',
  'engine_crash_loop',
  'memory_full',
  'store_failed',
  'engine_outdated',
  'tasks_unfit',
  'node_refused',
  'orchestrator_unreachable',
  'orchestrator_failing',
  'rate_limited',
  'no_tasks_pausing',
  'no_tasks',
  'task_backing_off',
  'fetching',
] as const;

/** The code of a reason. */
export type IdleCode = (typeof IDLE_CODES)[number];

/** Why nothing is being proven. */
export interface IdleReason {
  readonly code: IdleCode;
  /** When it will be tried again; undefined: when something else happens. */
  readonly until: number | undefined;
  /** The code of the other side's answer, where there was one. */
  readonly detail?: string | undefined;
}

/** What to do about it; empty where waiting is all there is to do. */
export const IDLE_REMEDY: Readonly<Record<IdleCode, string>> = {
  stopping: '',
  no_nodes: 'Give node_ids in the configuration, or leave them out to have a node registered.',
  engine_crash_loop: 'Run `nexus-prover doctor`; look at the last worker_ended lines of the log.',
  memory_full: 'Lower prover_workers, or free memory.',
  store_failed: 'Free space in data_dir, or point data_dir at another disk.',
  engine_outdated: 'Update this client: the network proves with another version of the engine.',
  tasks_unfit: 'The server hands out programs that this client does not know; see docs/nexus-v3.md.',
  node_refused: 'Check node_ids and the orchestrator_url; register the node with `nexus-prover register-node`.',
  orchestrator_unreachable: 'Check orchestrator_url and the network.',
  orchestrator_failing: 'The server answers with errors; nothing is lost, it is asked again.',
  rate_limited: 'Fewer nodes, or a longer task_fetch_interval, would ask less often.',
  no_tasks_pausing: '',
  no_tasks: '',
  task_backing_off: '',
  fetching: '',
};

/** The most important of several reasons; of equal ones the one that ends first. */
export function mostImportant(reasons: readonly (IdleReason | undefined)[]): IdleReason | undefined {
  return reasons.filter((reason) => reason !== undefined).sort((a, b) => rank(a) - rank(b) || byEnd(a, b))[0];
}

/** The least important one: among nodes that each would do, the one that comes closest to working says why not. */
export function leastImportant(reasons: readonly IdleReason[]): IdleReason | undefined {
  return reasons.toSorted((a, b) => rank(b) - rank(a) || byEnd(a, b))[0];
}

function rank({ code }: IdleReason): number {
  return IDLE_CODES.indexOf(code);
}

function byEnd({ until: a = Number.MAX_VALUE }: IdleReason, { until: b = Number.MAX_VALUE }: IdleReason): number {
  return a - b;
}
