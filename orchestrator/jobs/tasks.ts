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
  attempts: Attempt[];
  acceptedAt: Date | undefined;
  cycles: number;
}

/** One lease of a task; of a refused proof with the code. */
export interface Attempt {
  nodeId: string;
  leasedAt: Date;
  endedAt: Date | undefined;
  outcome: string;
  code: string;
}

const MOST_ATTEMPTS = 10;

/** A page of a job's tasks in order, after (position, copy); in one state, or in all. */
export async function tasksOfJob(
  db: Queryable,
  jobId: string,
  pageSize: number,
  after: { position: number; copy: number },
  state?: JobTask['state'],
): Promise<JobTask[]> {
  const rows = await db.query<Record<string, unknown>>(
    `SELECT t.task_id, t.position, t.copy, t.state, t.failures, t.difficulty, t.estimated_cycles, a.accepted_at,
       (SELECT coalesce(jsonb_agg(attempt), '[]') FROM (
          SELECT l.node_id::text AS node_id, l.leased_at, l.ended_at, l.outcome,
            CASE WHEN l.outcome = 'refused' THEN (
              SELECT code FROM refusals r WHERE r.task_id = l.task_id AND r.node_id = l.node_id AND r.refused_at >= l.leased_at
              ORDER BY refused_at LIMIT 1) END AS code
          FROM leases l WHERE l.task_id = t.task_id ORDER BY l.lease_id DESC LIMIT ${MOST_ATTEMPTS}) AS attempt) AS attempts,
       ARRAY(SELECT reason FROM (
               SELECT outcome AS reason, ended_at AS at FROM leases
                 WHERE task_id = t.task_id AND outcome IN ('expired', 'returned', 'cancelled')
               UNION ALL SELECT code, refused_at FROM refusals WHERE task_id = t.task_id
               ORDER BY at DESC LIMIT 10) AS ends) AS reasons
     FROM tasks t LEFT JOIN acceptances a USING (task_id)
     WHERE job_id = $1 AND (position, copy) > ($2, $3) AND ($5::task_state IS NULL OR t.state = $5) ORDER BY position, copy LIMIT $4`,
    [jobId, after.position, after.copy, pageSize, state ?? null],
  );
  return rows.map((row) => ({
    taskId: String(row.task_id),
    position: Number(row.position),
    copy: Number(row.copy),
    state: row.state as JobTask['state'],
    failures: Number(row.failures),
    reasons: row.reasons as string[],
    difficulty: Number(row.difficulty),
    attempts: (row.attempts as Record<string, string | null>[]).map((attempt) => ({
      nodeId: String(attempt.node_id),
      leasedAt: new Date(String(attempt.leased_at)),
      endedAt: attempt.ended_at == null ? undefined : new Date(attempt.ended_at),
      outcome: attempt.outcome ?? '',
      code: attempt.code ?? '',
    })),
    acceptedAt: (row.accepted_at as Date | null) ?? undefined,
    cycles: Number(row.estimated_cycles),
  }));
}
