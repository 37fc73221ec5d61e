// A task as the Nexus v3 protocol tells it, to clients of every generation at once.
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Network } from '#orchestrator/network.ts';
import type { LeasedTask } from '#orchestrator/tasks/lease.ts';
import {
  type Task,
  type TaskDifficulty,
  TaskSchema,
  type TaskType,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';

export function v3Task(task: LeasedTask, programId: string): Task {
  return create(TaskSchema, {
    taskId: task.taskId,
    programId,
    // Clients before 0.10 know one input only, and only this field.
    publicInputs: task.inputs[0] ?? new Uint8Array(),
    publicInputsList: task.inputs,
    createdAt: timestampFromDate(task.createdAt),
    taskType: task.taskType as TaskType,
    difficulty: task.difficulty as TaskDifficulty,
  });
}

/** The name under which these clients know a program: they have the programs themselves. */
export function programIds({ programs }: Network): (programDigest: string) => Promise<string> {
  return async (programDigest) => (await programs.get(programDigest)).name;
}
