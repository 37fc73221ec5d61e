// A task as the Nexus v3 protocol tells it, to clients of every generation at once.
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DEMO_NAME } from '#orchestrator/programs/demo.ts';
import type { LeasedTask } from '#orchestrator/tasks/lease.ts';
import {
  type Task,
  type TaskDifficulty,
  TaskSchema,
  type TaskType,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';

/** These clients have their programs built in and know them by name: only demo tasks are for them. */
export function v3Task(task: LeasedTask): Task {
  return create(TaskSchema, {
    taskId: task.taskId,
    programId: DEMO_NAME,
    // Clients before 0.10 know one input only, and only this field.
    publicInputs: task.inputs[0] ?? new Uint8Array(),
    publicInputsList: task.inputs,
    createdAt: timestampFromDate(task.createdAt),
    taskType: task.taskType as TaskType,
    difficulty: task.difficulty as TaskDifficulty,
  });
}
