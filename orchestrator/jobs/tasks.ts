// The tasks of a job as its owner sees them: where each stands and why it failed before.
import type { Queryable } from '#orchestrator/db/database.ts';

export interface JobTask {
  taskId: string;
  position: number;
  copy: number;
  state: 'queued' | 'leased' | 'accepted' | 'failed';
  failures: number;
  reasons: string[];
  difficulty: number;
}

/** A page of a job's tasks in order, after (position, copy). */
export async function tasksOfJob(
  db: Queryable,
  jobId: string,
  pageSize: number,
  after: { position: number; copy: number },
): Promise<JobTask[]> {
  const rows = await db.query<Record<string, unknown>>(
    `SELECT t.task_id, t.position, t.copy, t.state, t.failures, t.difficulty,
       ARRAY(SELECT reason FROM (
               SELECT outcome AS reason, ended_at AS at FROM leases
                 WHERE task_id = t.task_id AND outcome IN ('expired', 'returned', 'cancelled')
               UNION ALL SELECT code, refused_at FROM refusals WHERE task_id = t.task_id
               ORDER BY at DESC LIMIT 10) AS ends) AS reasons
     FROM tasks t WHERE job_id = $1 AND (position, copy) > ($2, $3) ORDER BY position, copy LIMIT $4`,
    [jobId, after.position, after.copy, pageSize],
  );
  return rows.map((row) => ({
    taskId: String(row.task_id),
    position: Number(row.position),
    copy: Number(row.copy),
    state: row.state as JobTask['state'],
    failures: Number(row.failures),
    reasons: row.reasons as string[],
    difficulty: Number(row.difficulty),
  }));
}
