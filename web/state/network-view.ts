// What the page shows of the network: the orchestrator's counts and its latest events, as plain values.
import type { GetNetworkStatisticsResponse, WatchEventsResponse } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { EventKind } from '#proto/proofnet/v1/orchestrator_pb.ts';

const EVENTS_SHOWN = 6;

const KINDS = {
  [EventKind.TASK_CREATED]: 'created',
  [EventKind.TASK_LEASED]: 'leased',
  [EventKind.LEASE_EXPIRED]: 'expired',
  [EventKind.PROOF_ACCEPTED]: 'accepted',
  [EventKind.PROOF_REFUSED]: 'refused',
} as const;

/** One event on the page. */
export interface NetworkEvent {
  readonly key: number;
  readonly at: number;
  readonly taskId: string;
  readonly nodeId: string;
  readonly kind: (typeof KINDS)[keyof typeof KINDS];
}

/** The network on the page. */
export interface NetworkView {
  readonly state: 'loading' | 'known' | 'unreachable';
  readonly counts?: {
    readonly nodes: bigint;
    readonly queued: bigint;
    readonly leased: bigint;
    readonly accepted: bigint;
  };
  readonly events: readonly NetworkEvent[];
}

/** The network before the first answer. */
export const unknownNetwork: NetworkView = { state: 'loading', events: [] };

/** The view after an answer with counts. */
export function withCounts(view: NetworkView, answer: GetNetworkStatisticsResponse): NetworkView {
  const { nodes, queued, leased, accepted } = answer;
  return { ...view, state: 'known', counts: { nodes, queued, leased, accepted } };
}

/** The view after an event; heartbeats and unknown kinds show nothing. */
export function withEvent(view: NetworkView, event: WatchEventsResponse, now: number): NetworkView {
  const kind = KINDS[event.kind as keyof typeof KINDS];
  if (kind === undefined) return view;
  const at = event.at === undefined ? now : Number(event.at.seconds) * 1000 + Math.floor(event.at.nanos / 1e6);
  const key = (view.events[0]?.key ?? 0) + 1;
  return {
    ...view,
    events: [{ key, at, taskId: event.taskId, nodeId: event.nodeId, kind }, ...view.events].slice(0, EVENTS_SHOWN),
  };
}
