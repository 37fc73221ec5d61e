// A finished task as the outbox keeps it: everything that a submission needs, and what an export checks.
import { combinedHash } from '../identity/hashes.ts';
import type { EngineId, InputProof, Task, TaskType } from '../pipeline/task.ts';

/** A task whose every input is proven. */
export interface FinishedTask {
  readonly version: 1;
  readonly taskId: string;
  readonly nodeId: string;
  readonly type: TaskType;
  readonly programDigest: string;
  readonly engine: EngineId;
  /** The orchestrator that gave the task: a proof is of no use to another one. */
  readonly orchestrator: string;
  readonly finishedAt: number;
  readonly proofs: readonly InputProof[];
}

/** The finished form of a task. */
export function finishedTask(
  task: Task,
  proofs: readonly InputProof[],
  orchestrator: string,
  now: number,
): FinishedTask {
  const { id: taskId, nodeId, type, programDigest, engine } = task;
  return { version: 1, taskId, nodeId, type, programDigest, engine, orchestrator, finishedAt: now, proofs };
}

/** What a finished task is known by: submitting the same id twice is one submission. A file name on every system. */
export function entryId(task: Pick<FinishedTask, 'taskId' | 'proofs'>): string {
  return `${readableName(task.taskId)}.${combinedHash([task.taskId, ...task.proofs.map(({ hash }) => hash)]).slice(0, 32)}`;
}

/** The part of a file's name that tells people which task it is of; not every task has its own. */
export function readableName(taskId: string): string {
  return taskId.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 40);
}
