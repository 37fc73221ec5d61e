// Tasks and their parts between the wire of our Connect service and the client.
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import {
  TaskDifficulty,
  TaskType,
  type TaskDifficulty as WireDifficulty,
  type Task as WireTask,
} from '#proto/proofnet/v1/orchestrator_pb.ts';
import { DIFFICULTIES, type Difficulty, type Task, type TaskType as TaskKind } from '../pipeline/task.ts';

/** A difficulty as it is written on the wire. */
export function wireDifficulty(difficulty: Difficulty): WireDifficulty {
  return TaskDifficulty[difficulty];
}

/** A difficulty from the wire; one that this client does not know counts as the easiest. */
export function difficultyFrom(wire: WireDifficulty): Difficulty {
  return DIFFICULTIES.find((name) => TaskDifficulty[name] === wire) ?? 'SMALL';
}

/**
 * A task from the wire. `clockLeadMs` is how far our clock is ahead of the server's, so that times on the wire can be
 * told by our clock.
 */
export function taskFrom(wire: WireTask, nodeId: string, now: number, clockLeadMs: number): Task {
  const time = (at: Timestamp | undefined): number | undefined => (at ? timestampMs(at) + clockLeadMs : undefined);
  return {
    id: wire.taskId,
    nodeId,
    programDigest: wire.programDigest,
    inputs: wire.inputs,
    type: typeFrom(wire.taskType),
    difficulty: difficultyFrom(wire.difficulty),
    engine: {
      name: wire.engine?.name ?? '',
      airDigest: wire.engine?.airDigest ?? '',
      profile: wire.engine?.profile ?? '',
    },
    leaseExpiresAt: time(wire.leaseExpiresAt),
    deadlineAt: time(wire.deadline),
    estimatedCycles: Number(wire.estimatedCycles),
    fetchedAt: now,
  };
}

/** A kind of task that this client does not know is sent in full: that is never too little. */
function typeFrom(type: TaskType): TaskKind {
  if (type === TaskType.PROOF_HASH) return 'proof_hash';
  if (type === TaskType.ALL_PROOF_HASHES) return 'all_proof_hashes';
  return 'proof_required';
}
