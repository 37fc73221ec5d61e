// Jobs: a program and many inputs that somebody wants proven.
import { randomUUID } from 'node:crypto';
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Bearer } from '#orchestrator/nodes/tokens.ts';
import { isUuid } from '#orchestrator/nodes/users.ts';
import { createTasks } from '#orchestrator/tasks/create.ts';
import type { Queue } from '#orchestrator/tasks/queue.ts';

export interface Job {
  jobId: string;
  ownerId: string;
  programDigest: string;
  profile: string;
  inputs: number;
  redundancy: number;
  inputsPerTask: number;
  taskType: number;
  createdAt: Date;
  deadline: Date | undefined;
  cancelledAt: Date | undefined;
  queued: number;
  leased: number;
  accepted: number;
  failed: number;
  programName: string;
}

export interface NewJob {
  programDigest: string;
  profile: string;
  inputs: Uint8Array[];
  redundancy: number;
  inputsPerTask: number;
  taskType: number;
  /** Cycles of each run. */
  cycles: number;
  deadline?: Date | undefined;
  failureLimit?: number | undefined;
}

/** Tasks written with one statement. */
const TASKS_AT_ONCE = 1_000;

/** Creates a job with all its tasks, or nothing. */
export async function createJob(db: Database, queue: Queue, owner: Bearer, job: NewJob): Promise<Job> {
  const jobId = randomUUID();
  await db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO jobs (job_id, owner_id, program_digest, profile, inputs, redundancy, deadline, inputs_per_task,
         task_type)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        jobId,
        owner.userId,
        job.programDigest,
        job.profile,
        job.inputs.length,
        job.redundancy,
        job.deadline ?? null,
        job.inputsPerTask,
        job.taskType,
      ],
    );
    const copies = job.redundancy;
    const groups = Array.from({ length: Math.ceil(job.inputs.length / job.inputsPerTask) }, (_, i) =>
      job.inputs.slice(i * job.inputsPerTask, (i + 1) * job.inputsPerTask),
    );
    const tasks = groups.flatMap((inputs, position) =>
      Array.from({ length: copies }, (_, copy) => ({
        programDigest: job.programDigest,
        profile: job.profile,
        inputs,
        taskType: job.taskType,
        cyclesOfLongest: job.cycles,
        cycles: job.cycles * inputs.length,
        ...(job.deadline && { deadline: job.deadline }),
        ...(job.failureLimit && { failureLimit: job.failureLimit }),
        part: { jobId, position, copy, copies },
      })),
    );
    for (let i = 0; i < tasks.length; i += TASKS_AT_ONCE)
      await createTasks(tx, queue, tasks.slice(i, i + TASKS_AT_ONCE));
  });
  return jobById(db, owner, jobId);
}

const SELECT = `SELECT j.*, count(*) FILTER (WHERE t.state = 'queued') AS queued,
    count(*) FILTER (WHERE t.state = 'leased') AS leased, count(*) FILTER (WHERE t.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE t.state = 'failed') AS failed,
    (SELECT name FROM programs WHERE program_digest = j.program_digest) AS program_name
  FROM jobs j LEFT JOIN tasks t USING (job_id)`;

/** A job, for its owner or an administrator; for anybody else it does not exist. */
export async function jobById(db: Queryable, bearer: Bearer, jobId: string): Promise<Job> {
  const rows = isUuid(jobId) ? await db.query(`${SELECT} WHERE j.job_id = $1 GROUP BY j.job_id`, [jobId]) : [];
  const job = rows.map(jobOf)[0];
  if (job && (job.ownerId === bearer.userId || bearer.role === 'admin')) return job;
  throw new OrchestratorError('unknown_job', 'you have no job with this id');
}

/** A page of an owner's jobs, or of everybody's, newest first, after the job with the id `after`. */
export async function jobsPage(
  db: Queryable,
  ownerId: string | undefined,
  pageSize: number,
  after: string,
): Promise<Job[]> {
  const rows = await db.query(
    `${SELECT} WHERE ($1::uuid IS NULL OR j.owner_id = $1)
       AND ($2::uuid IS NULL OR (j.created_at, j.job_id) < (SELECT created_at, job_id FROM jobs WHERE job_id = $2))
     GROUP BY j.job_id ORDER BY j.created_at DESC, j.job_id DESC LIMIT $3`,
    [ownerId ?? null, isUuid(after) ? after : null, pageSize],
  );
  return rows.map(jobOf);
}

/** Puts the failed tasks of a job that was not cancelled into the queue again. */
export async function retryJob(db: Database, queue: Queue, bearer: Bearer, jobId: string): Promise<Job> {
  const { cancelledAt, deadline } = await jobById(db, bearer, jobId);
  if (cancelledAt || (deadline && deadline.getTime() <= Date.now())) {
    throw new OrchestratorError('already_done', 'the job was cancelled, or its deadline is over', {
      remedy: 'Create a new job.',
    });
  }
  await db.transaction(async (tx) => {
    const tasks = await tx.query<{ task_id: string; queue: string; has_copies: boolean }>(
      `UPDATE tasks SET state = 'queued', failures = 0 WHERE job_id = $1 AND state = 'failed'
       RETURNING task_id, queue, has_copies`,
      [jobId],
    );
    await queue.addAgain(
      tx,
      tasks.map((task) => ({ taskId: task.task_id, queue: task.queue, hasCopies: task.has_copies })),
    );
  });
  return jobById(db, bearer, jobId);
}

/** Gives up the open tasks of a job. */
export async function cancelJob(db: Database, queue: Queue, bearer: Bearer, jobId: string): Promise<Job> {
  await jobById(db, bearer, jobId);
  await db.transaction(async (tx) => {
    await tx.query('UPDATE jobs SET cancelled_at = now() WHERE job_id = $1 AND cancelled_at IS NULL', [jobId]);
    const tasks = await tx.query<{ task_id: string; queue: string }>(
      `UPDATE tasks SET state = 'failed' WHERE job_id = $1 AND state IN ('queued', 'leased') RETURNING task_id, queue`,
      [jobId],
    );
    await tx.query(
      `UPDATE leases SET ended_at = now(), outcome = 'cancelled' WHERE task_id = ANY($1::uuid[]) AND ended_at IS NULL`,
      [tasks.map((task) => task.task_id)],
    );
    await queue.complete(
      tx,
      tasks.map((task) => ({ taskId: task.task_id, queue: task.queue })),
    );
  });
  return jobById(db, bearer, jobId);
}

function jobOf(row: Record<string, unknown>): Job {
  return {
    jobId: String(row.job_id),
    ownerId: String(row.owner_id),
    programDigest: String(row.program_digest),
    profile: String(row.profile),
    inputs: Number(row.inputs),
    redundancy: Number(row.redundancy),
    inputsPerTask: Number(row.inputs_per_task),
    taskType: Number(row.task_type),
    createdAt: row.created_at as Date,
    deadline: (row.deadline as Date | null) ?? undefined,
    cancelledAt: (row.cancelled_at as Date | null) ?? undefined,
    queued: Number(row.queued),
    leased: Number(row.leased),
    accepted: Number(row.accepted),
    failed: Number(row.failed),
    programName: String(row.program_name),
  };
}
