// Leases: a task is one node's for a time, which the node may extend.
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { LEASES_PER_NODE, LONGEST_LEASE_SECONDS } from '#orchestrator/limits.ts';
import { nodeDisabled } from '#orchestrator/nodes/nodes.ts';
import type { Claim, Purpose, Queue } from './queue.ts';

export interface LeasedTask {
  taskId: string;
  programDigest: string;
  profile: string;
  inputs: Uint8Array[];
  taskType: number;
  difficulty: number;
  estimatedCycles: number;
  createdAt: Date;
  leaseExpiresAt: Date;
  deadline: Date | undefined;
}

export interface Lessee {
  nodeId: string;
  publicKey: Uint8Array;
}

const COLUMNS = `t.task_id, t.program_digest, t.profile, t.inputs, t.task_type, t.difficulty, t.estimated_cycles,
  t.created_at, t.deadline`;

/** Whether the node proves, has proven, or is just getting another copy of the same input. */
const NODE_HAS_A_COPY = `EXISTS (
  SELECT 1 FROM tasks twin LEFT JOIN leases l
    ON l.task_id = twin.task_id AND l.node_id = $2 AND (l.ended_at IS NULL OR l.outcome = 'accepted')
  WHERE twin.job_id = tasks.job_id AND twin.position = tasks.position AND twin.task_id <> tasks.task_id
    AND (l.lease_id IS NOT NULL OR (twin.copy < tasks.copy AND twin.task_id = ANY($1::uuid[]))))`;

/** Leases up to `count` tasks to a node, from the first of the queues that has some on. */
export async function leaseTasks(
  db: Database,
  queue: Queue,
  lessee: Lessee,
  queues: string[],
  count: number,
  seconds: number,
): Promise<LeasedTask[]> {
  return db.transaction(async (tx) => {
    const [standing] = await tx.prepared<{ held: string; disabled: boolean; draining: boolean }>(
      `SELECT (SELECT count(*) FROM leases WHERE node_id = $1 AND ended_at IS NULL) AS held,
         (SELECT disabled_at IS NOT NULL FROM nodes WHERE node_id = $1) AS disabled,
         EXISTS (SELECT 1 FROM switches WHERE name = 'draining') AS draining`,
      [lessee.nodeId],
    );
    if (standing?.disabled) throw nodeDisabled();
    if (standing?.draining) return [];
    const room = Math.min(count, LEASES_PER_NODE - Number(standing?.held));
    if (room <= 0) return [];
    // Claims that turn out to be nobody's any more, or another node's, must not look like an empty queue.
    for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt += 1) {
      const claims = await queue.claim(tx, queues, room);
      const rows = claims.length === 0 ? [] : await leaseClaims(tx, claims, lessee, seconds);
      const leased = new Set(rows.map((row) => row.task_id));
      const others = claims.filter((claim) => !leased.has(claim.taskId));
      if (others.length > 0) await leaveToOthers(tx, queue, others);
      if (rows.length > 0 || claims.length === 0) return rows.map(leasedTask);
    }
    return [];
  });
}

const CLAIM_ATTEMPTS = 4;

async function leaseClaims(tx: Queryable, claims: Claim[], lessee: Lessee, seconds: number): Promise<TaskRow[]> {
  return tx.prepared<TaskRow>(
    `WITH open AS (
       UPDATE tasks SET state = 'leased'
       WHERE task_id = ANY($1::uuid[]) AND state IN ('queued', 'leased') AND (deadline IS NULL OR deadline > now())
         AND NOT (has_copies AND ${NODE_HAS_A_COPY})
       RETURNING *
     ), leased AS (
       INSERT INTO leases (task_id, node_id, public_key, expires_at)
       SELECT task_id, $2, $3, LEAST(now() + make_interval(secs => $4), COALESCE(deadline, 'infinity')) FROM open
       RETURNING task_id, expires_at
     )
     SELECT ${COLUMNS}, l.expires_at FROM open t JOIN leased l USING (task_id)`,
    [claims.map((claim) => claim.taskId), lessee.nodeId, lessee.publicKey, seconds],
  );
}

/** Claimed, but not for this node: copies go back; what was accepted or ran out in the meantime is nobody's any more. */
async function leaveToOthers(tx: Queryable, queue: Queue, claims: Claim[]): Promise<void> {
  const rows = await tx.query<{ task_id: string }>(
    `SELECT task_id FROM tasks WHERE task_id = ANY($1::uuid[]) AND has_copies AND state = 'queued'
       AND (deadline IS NULL OR deadline > now())`,
    [claims.map((claim) => claim.taskId)],
  );
  const open = new Set(rows.map((row) => row.task_id));
  const [back, closed] = [
    claims.filter((claim) => open.has(claim.taskId)),
    claims.filter((claim) => !open.has(claim.taskId)),
  ];
  await queue.putBack(tx, back);
  await queue.complete(tx, closed);
}

/** Extends the live leases among the tasks; the others are missing from the answer. */
export async function renewLeases(
  db: Database,
  nodeId: string,
  taskIds: string[],
  seconds: number,
): Promise<Map<string, Date>> {
  const rows = await db.query<{ task_id: string; expires_at: Date }>(
    `UPDATE leases l SET expires_at = LEAST(now() + make_interval(secs => $3),
        l.leased_at + make_interval(secs => $4), COALESCE(t.deadline, 'infinity'))
     FROM tasks t
     WHERE l.task_id = t.task_id AND l.task_id = ANY($1::uuid[]) AND l.node_id = $2 AND l.ended_at IS NULL
     RETURNING l.task_id, l.expires_at`,
    [taskIds, nodeId, seconds, LONGEST_LEASE_SECONDS],
  );
  return new Map(rows.map((row) => [row.task_id, row.expires_at]));
}

/** The live leases that a node has: what clients of the older protocol list after a restart. */
export async function leasedTasks(
  db: Database,
  nodeId: string,
  taskTypes: number[],
  purpose: Purpose,
): Promise<LeasedTask[]> {
  const rows = await db.query<TaskRow>(
    `SELECT ${COLUMNS}, l.expires_at FROM leases l JOIN tasks t USING (task_id)
     WHERE l.node_id = $1 AND l.ended_at IS NULL AND t.task_type = ANY($2::smallint[])
       AND (t.job_id IS NULL) = $3 ORDER BY l.lease_id LIMIT 100`,
    [nodeId, taskTypes, purpose === 'demo'],
  );
  return rows.map(leasedTask);
}

interface TaskRow extends Record<string, unknown> {
  task_id: string;
  program_digest: string;
  profile: string;
  inputs: Buffer[];
  task_type: number;
  difficulty: number;
  estimated_cycles: string;
  created_at: Date;
  deadline: Date | null;
  expires_at: Date;
}

function leasedTask(row: TaskRow): LeasedTask {
  return {
    taskId: row.task_id,
    programDigest: row.program_digest,
    profile: row.profile,
    inputs: row.inputs,
    taskType: row.task_type,
    difficulty: row.difficulty,
    estimatedCycles: Number(row.estimated_cycles),
    createdAt: row.created_at,
    leaseExpiresAt: row.expires_at,
    deadline: row.deadline ?? undefined,
  };
}
