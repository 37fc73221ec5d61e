// What a node is at right now: the key that acts for it, the tasks that it holds, its proofs of the last hour.
import type { Queryable } from '#orchestrator/db/database.ts';

export interface HeldTask {
  taskId: string;
  programName: string;
  difficulty: number;
  inputs: number;
  leasedAt: Date;
  leaseExpiresAt: Date;
}

export interface Activity {
  /** Undefined: it has not used a key yet. */
  publicKey: Uint8Array | undefined;
  /** Oldest lease first. */
  held: HeldTask[];
  proofsLastHour: number;
}

/** More than any node proves at a time. */
const MOST_HELD = 100;

/** The activity of a node by its id. */
export async function activityOf(db: Queryable, nodeId: string): Promise<Activity> {
  const [[sums], held] = await Promise.all([
    db.query<{ public_key: Buffer | null; proofs: string }>(
      `SELECT (SELECT public_key FROM node_keys WHERE node_id = $1 AND replaced_at IS NULL) AS public_key,
         (SELECT COALESCE(sum(cardinality(t.inputs)), 0) FROM acceptances a JOIN tasks t USING (task_id)
          WHERE a.node_id = $1 AND a.accepted_at > now() - interval '1 hour') AS proofs`,
      [nodeId],
    ),
    db.query(
      `SELECT l.task_id, l.leased_at, l.expires_at, t.difficulty, cardinality(t.inputs) AS inputs, p.name
       FROM leases l JOIN tasks t USING (task_id) JOIN programs p USING (program_digest)
       WHERE l.node_id = $1 AND l.ended_at IS NULL ORDER BY l.leased_at, l.lease_id LIMIT $2`,
      [nodeId, MOST_HELD],
    ),
  ]);
  return {
    publicKey: sums?.public_key ?? undefined,
    held: held.map(heldTask),
    proofsLastHour: Number(sums?.proofs ?? 0),
  };
}

function heldTask(row: Record<string, unknown>): HeldTask {
  return {
    taskId: String(row.task_id),
    programName: String(row.name),
    difficulty: Number(row.difficulty),
    inputs: Number(row.inputs),
    leasedAt: row.leased_at as Date,
    leaseExpiresAt: row.expires_at as Date,
  };
}
