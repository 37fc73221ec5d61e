// What the dashboard shows, gathered from events; pure, so that it can be tested without a terminal.
import type { ProverEvent } from '#client/events.ts';
import type { IdleReason } from '#client/pipeline/idle.ts';

const HOUR_MS = 3_600_000;
/** Lines of events that fit under the rest on a usual terminal. */
const EVENTS_KEPT = 8;
const MEMORY_KEPT = 60;

/** A proof under way. */
export interface WorkerView {
  readonly worker: number;
  readonly taskId: string;
  readonly phase: string;
  readonly fraction: number;
  readonly input: number;
  readonly inputs: number;
}

/** One node. */
export interface NodeView {
  readonly accepted: number;
  readonly refused: number;
  readonly note: string;
}

/** Everything on the screen. */
export interface DashboardModel {
  readonly startedAt: number;
  readonly nodes: ReadonlyMap<string, NodeView>;
  readonly workers: readonly WorkerView[];
  readonly accepted: number;
  readonly refused: number;
  /** Times of acceptances within the last hour. */
  readonly acceptedAt: readonly number[];
  readonly memory: readonly number[];
  readonly events: readonly { readonly at: number; readonly text: string }[];
  readonly idle: IdleReason | undefined;
}

/** A dashboard at the beginning. */
export function emptyModel(now: number): DashboardModel {
  const nothing = { workers: [], acceptedAt: [], memory: [], events: [] };
  return { startedAt: now, nodes: new Map(), accepted: 0, refused: 0, idle: undefined, ...nothing };
}

/** The model after an event. */
export function afterEvent(model: DashboardModel, event: ProverEvent, text: string, now: number): DashboardModel {
  const next = afterCounts(model, event, now);
  if (event.type === 'proof_progress' || event.type === 'idle' || event.type === 'worker_started') return next;
  return { ...next, events: [...next.events, { at: now, text }].slice(-EVENTS_KEPT) };
}

/** The model with one more sample of memory. */
export function withMemory(model: DashboardModel, rssBytes: number): DashboardModel {
  return { ...model, memory: [...model.memory, rssBytes].slice(-MEMORY_KEPT) };
}

/** Accepted proofs per hour: of the last hour, or stretched from the time since the start. */
export function proofsPerHour({ acceptedAt, startedAt }: DashboardModel, now: number): number {
  const recent = acceptedAt.filter((at) => at > now - HOUR_MS).length;
  return Math.round((recent * HOUR_MS) / Math.min(HOUR_MS, Math.max(1000, now - startedAt)));
}

function afterCounts(model: DashboardModel, event: ProverEvent, now: number): DashboardModel {
  switch (event.type) {
    case 'worker_started': {
      const { worker, taskId } = event;
      const begun = { worker, taskId, phase: 'start', fraction: 0, input: 0, inputs: 1 };
      return { ...model, workers: [...model.workers, begun] };
    }
    case 'proof_progress': {
      const { type, cycles, ...progress } = event;
      const workers = model.workers.map((view) => (view.worker === event.worker ? { ...view, ...progress } : view));
      return { ...model, workers };
    }
    case 'worker_ended':
      return { ...model, workers: model.workers.filter(({ worker }) => worker !== event.worker) };
    case 'submitted': {
      const acceptedAt = [...model.acceptedAt.filter((at) => at > now - HOUR_MS), now];
      const counted = { ...model, accepted: model.accepted + 1, acceptedAt };
      return withNode(counted, event.nodeId, (node) => ({ ...node, accepted: node.accepted + 1 }));
    }
    case 'submission_refused':
      return withNode({ ...model, refused: model.refused + 1 }, event.nodeId, (node) => ({
        ...node,
        refused: node.refused + 1,
      }));
    case 'batch_fetched':
      return withNode(model, event.nodeId, (node) => ({ ...node, note: `+${event.tasks}` }));
    case 'no_tasks':
      return withNode(model, event.nodeId, (node) => ({ ...node, note: 'no_tasks' }));
    case 'fetch_failed':
      return withNode(model, event.nodeId, (node) => ({ ...node, note: event.code }));
    case 'idle':
      return { ...model, idle: event.reason };
    default:
      return model;
  }
}

function withNode(model: DashboardModel, nodeId: string, change: (node: NodeView) => NodeView): DashboardModel {
  const node = model.nodes.get(nodeId) ?? { accepted: 0, refused: 0, note: '' };
  return { ...model, nodes: new Map(model.nodes).set(nodeId, change(node)) };
}
