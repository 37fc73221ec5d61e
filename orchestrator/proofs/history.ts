// What became of submissions: accepted and refused ones, newest first.
import type { Queryable } from '#orchestrator/db/database.ts';
import { nodeIdOf } from '#orchestrator/nodes/nodes.ts';
import { isUuid } from '#orchestrator/nodes/users.ts';

export interface AcceptedTask {
  taskId: string;
  nodeId: string;
  proofHash: string;
  programDigest: string;
  difficulty: number;
  cycles: number;
  acceptedAt: Date;
  receiptNumber: number;
  proofs: number;
}

export interface RefusedSubmission {
  refusalId: string;
  taskId: string;
  nodeId: string;
  proofHash: string;
  code: string;
  refusedAt: Date;
}

const ACCEPTED = `SELECT a.task_id, a.node_id, a.proof_hash, t.program_digest, t.difficulty, a.cycles, a.accepted_at,
  a.receipt_number, cardinality(t.inputs) AS proofs FROM acceptances a JOIN tasks t USING (task_id)`;

/** A page of all accepted tasks, older than the one that `after` names. */
export async function acceptedTasks(db: Queryable, pageSize: number, after: string): Promise<AcceptedTask[]> {
  const rows = await db.query(
    `${ACCEPTED} WHERE ($1::uuid IS NULL OR (a.accepted_at, a.task_id) < (
         SELECT accepted_at, task_id FROM acceptances WHERE task_id = $1))
     ORDER BY a.accepted_at DESC, a.task_id DESC LIMIT $2`,
    [isUuid(after) ? after : null, pageSize],
  );
  return rows.map(acceptedTask);
}

/** A page of a node's accepted tasks, with receipts before a number. */
export async function acceptedOf(
  db: Queryable,
  node: string,
  pageSize: number,
  before: number | undefined,
): Promise<AcceptedTask[]> {
  const rows = await db.query(
    `${ACCEPTED} WHERE a.node_id = $1 AND ($2::bigint IS NULL OR a.receipt_number < $2)
     ORDER BY a.receipt_number DESC LIMIT $3`,
    [nodeIdOf(node), before ?? null, pageSize],
  );
  return rows.map(acceptedTask);
}

/** A page of a node's refusals, with ids before one. */
export async function refusedOf(
  db: Queryable,
  node: string,
  pageSize: number,
  before: number | undefined,
): Promise<RefusedSubmission[]> {
  const rows = await db.query<Record<string, string> & { refused_at: Date }>(
    `SELECT * FROM refusals WHERE node_id = $1 AND ($2::bigint IS NULL OR refusal_id < $2)
     ORDER BY refused_at DESC, refusal_id DESC LIMIT $3`,
    [nodeIdOf(node), before ?? null, pageSize],
  );
  return rows.map((row) => ({
    refusalId: String(row.refusal_id),
    taskId: String(row.task_id),
    nodeId: String(row.node_id),
    proofHash: String(row.proof_hash),
    code: String(row.code),
    refusedAt: row.refused_at,
  }));
}

function acceptedTask(row: Record<string, unknown>): AcceptedTask {
  return {
    taskId: String(row.task_id),
    nodeId: String(row.node_id),
    proofHash: String(row.proof_hash),
    programDigest: String(row.program_digest),
    difficulty: Number(row.difficulty),
    cycles: Number(row.cycles),
    acceptedAt: row.accepted_at as Date,
    receiptNumber: Number(row.receipt_number),
    proofs: Number(row.proofs),
  };
}
