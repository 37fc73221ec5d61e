// Between the Connect messages and our own values. Enumerations there are ours plus one, for the unspecified zero.
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { NetworkEvent } from '#orchestrator/events/events.ts';
import type { Node } from '#orchestrator/nodes/nodes.ts';
import type { EngineDescription } from '#orchestrator/proofs/verifier-messages.ts';
import type { LeasedTask } from '#orchestrator/tasks/lease.ts';
import {
  EngineSchema,
  EventKind,
  type NodeType,
  type Task,
  type TaskDifficulty,
  TaskSchema,
  type TaskType,
  type WatchEventsResponse,
  WatchEventsResponseSchema,
} from '#proto/proofnet/v1/orchestrator_pb.ts';

/** The value on the v3 wire, which is ours, of an enumeration's number; refuses the unspecified one. */
export function specified(number: number, field: string): number {
  if (number > 0) return number - 1;
  throw new OrchestratorError('bad_request', `${field} is missing`);
}

export function taskMessage(task: LeasedTask, engine: EngineDescription): Task {
  return create(TaskSchema, {
    taskId: task.taskId,
    programDigest: task.programDigest,
    inputs: task.inputs,
    taskType: (task.taskType + 1) as TaskType,
    difficulty: (task.difficulty + 1) as TaskDifficulty,
    engine: create(EngineSchema, { name: engine.engine, airDigest: engine.airDigest, profile: task.profile }),
    createdAt: timestampFromDate(task.createdAt),
    leaseExpiresAt: timestampFromDate(task.leaseExpiresAt),
    ...(task.deadline && { deadline: timestampFromDate(task.deadline) }),
    estimatedCycles: BigInt(task.estimatedCycles),
  });
}

export function nodeMessage({ wallet, registeredAt, lastSeenAt, disabledAt, ...node }: Node) {
  return {
    ...node,
    nodeType: (node.nodeType + 1) as NodeType,
    walletAddress: wallet,
    accepted: BigInt(node.accepted),
    refused: BigInt(node.refused),
    cycles: BigInt(node.cycles),
    registeredAt: timestampFromDate(registeredAt),
    ...(lastSeenAt && { lastSeenAt: timestampFromDate(lastSeenAt) }),
    ...(disabledAt && { disabledAt: timestampFromDate(disabledAt) }),
  };
}

const KINDS = {
  task_created: EventKind.TASK_CREATED,
  task_leased: EventKind.TASK_LEASED,
  lease_expired: EventKind.LEASE_EXPIRED,
  proof_accepted: EventKind.PROOF_ACCEPTED,
  proof_refused: EventKind.PROOF_REFUSED,
} as const;

/** An event, or a heartbeat where there is none. */
export function eventMessage(event: NetworkEvent | undefined): WatchEventsResponse {
  return create(WatchEventsResponseSchema, {
    at: timestampFromDate(new Date(event?.at ?? Date.now())),
    kind: event ? KINDS[event.kind] : EventKind.HEARTBEAT,
    taskId: event?.taskId ?? '',
    nodeId: event?.nodeId ?? '',
    code: event?.code ?? '',
    cycles: BigInt(Math.round(event?.cycles ?? 0)),
  });
}
