// Tasks from the Nexus v3 wire, of servers of every generation.
import {
  type GetProofTaskResponse,
  TaskDifficulty,
  TaskType,
  type TaskDifficulty as WireDifficulty,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';
import { DIFFICULTIES, type Difficulty, type Task, type TaskType as TaskKind } from '../../pipeline/task.ts';
import type { V3Programs } from './programs.ts';

/** A difficulty as it is written on the wire. */
export function wireDifficulty(difficulty: Difficulty): WireDifficulty {
  return TaskDifficulty[difficulty];
}

/** The task of an answer; undefined where there is none, as some servers say with an empty body. */
export function taskIn(
  answer: GetProofTaskResponse,
  programs: V3Programs,
  nodeId: string,
  now: number,
): Task | undefined {
  const { task } = answer;
  const id = task?.taskId || answer.taskId;
  if (id === '') return undefined;
  // Servers for older clients fill the deprecated fields only.
  const single = task && task.publicInputs.length > 0 ? task.publicInputs : answer.publicInputs;
  const inputs = task && task.publicInputsList.length > 0 ? task.publicInputsList : single.length > 0 ? [single] : [];
  const program = programs.get(task?.programId || answer.programId);
  const malformed = inputs.length === 0 || inputs.some((input) => input.length < (program?.leastInputBytes ?? 0));
  return {
    id,
    nodeId,
    programDigest: program?.programDigest ?? '',
    inputs,
    type: kindOf(task?.taskType),
    difficulty: DIFFICULTIES.find((name) => TaskDifficulty[name] === task?.difficulty) ?? 'SMALL',
    engine: program?.engine ?? { name: '', airDigest: '', profile: '' },
    leaseExpiresAt: undefined,
    deadlineAt: undefined,
    estimatedCycles: 0,
    fetchedAt: now,
    unfit: program === undefined ? 'program_unknown' : malformed ? 'task_malformed' : undefined,
  };
}

/** A kind that this client does not know is sent in full: that is never too little. */
function kindOf(type: TaskType | undefined): TaskKind {
  if (type === TaskType.PROOF_HASH) return 'proof_hash';
  if (type === TaskType.ALL_PROOF_HASHES) return 'all_proof_hashes';
  return 'proof_required';
}
