// New tasks: a row in the ledger and a job in the queue, in one transaction.
import { randomUUID } from 'node:crypto';
import type { Queryable } from '#orchestrator/db/database.ts';
import { FAILURE_LIMIT } from '#orchestrator/limits.ts';
import { difficultyOf } from './difficulty.ts';
import { PROOF_REQUIRED, type Queue, queueName } from './queue.ts';

export interface NewTask {
  programDigest: string;
  profile: string;
  inputs: Uint8Array[];
  /** Cycles of the longest run; it decides the difficulty. */
  cyclesOfLongest: number;
  /** Cycles of all inputs together; what the task is credited with. */
  cycles: number;
  taskType?: number;
  /** The step of the ladder, where the caller chose one. */
  difficulty?: number;
  failureLimit?: number;
  deadline?: Date;
  /** Where it belongs, if it is part of a job. */
  part?: { jobId: string; position: number; copy: number; copies: number };
}

/** Writes tasks and returns their ids. */
export async function createTasks(tx: Queryable, queue: Queue, tasks: NewTask[]): Promise<string[]> {
  if (tasks.length === 0) return [];
  const rows = tasks.map((task) => {
    const difficulty = task.difficulty ?? difficultyOf(task.cyclesOfLongest).value;
    const type = task.taskType ?? PROOF_REQUIRED;
    return {
      task_id: randomUUID(),
      program_digest: task.programDigest,
      profile: task.profile,
      inputs: task.inputs.map((input) => Buffer.from(input).toString('hex')),
      task_type: type,
      difficulty,
      estimated_cycles: task.cycles,
      queue: queueName(task.part ? 'job' : 'demo', task.profile, difficulty, type),
      failure_limit: task.failureLimit ?? FAILURE_LIMIT,
      deadline: task.deadline?.toISOString() ?? null,
      job_id: task.part?.jobId ?? null,
      position: task.part?.position ?? null,
      copy: task.part?.copy ?? null,
      has_copies: (task.part?.copies ?? 1) > 1,
    };
  });
  await tx.query(
    `INSERT INTO tasks (task_id, program_digest, profile, inputs, task_type, difficulty, estimated_cycles, queue,
                        failure_limit, deadline, job_id, position, copy, has_copies)
     SELECT task_id, program_digest, profile,
            (SELECT array_agg(decode(hex, 'hex') ORDER BY position)
             FROM jsonb_array_elements_text(inputs) WITH ORDINALITY AS input (hex, position)),
            task_type, difficulty, estimated_cycles, queue, failure_limit, deadline, job_id,
            position, copy, has_copies
     FROM jsonb_to_recordset($1::jsonb) AS task (task_id uuid, program_digest text, profile text, inputs jsonb,
          task_type smallint, difficulty smallint, estimated_cycles bigint, queue text, failure_limit integer,
          deadline timestamptz, job_id uuid, position integer, copy integer, has_copies boolean)`,
    [JSON.stringify(rows)],
  );
  await queue.add(
    tx,
    rows.map((row) => ({
      taskId: row.task_id,
      queue: row.queue,
      hasCopies: row.has_copies,
    })),
  );
  return rows.map((row) => row.task_id);
}
