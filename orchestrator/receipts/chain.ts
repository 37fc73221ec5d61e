// The receipts of a node, one after the other.
import type { Queryable } from '#orchestrator/db/database.ts';
import { nodeById } from '#orchestrator/nodes/nodes.ts';
import type { ReceiptClaim } from './receipt.ts';

export interface Receipt extends ReceiptClaim {
  hash: string;
  signature: Uint8Array;
}

const LARGEST_PAGE = 1_000;

/** Receipts after a number, in order. */
export async function receiptsOf(db: Queryable, node: string, after: number, pageSize: number): Promise<Receipt[]> {
  const { nodeId } = await nodeById(db, node);
  const limit = Math.min(pageSize || LARGEST_PAGE, LARGEST_PAGE);
  const rows = await db.query<Record<string, string> & { accepted_at: Date; receipt_signature: Buffer }>(
    `SELECT * FROM acceptances WHERE node_id = $1 AND receipt_number > $2 ORDER BY receipt_number LIMIT $3`,
    [nodeId, after, limit],
  );
  return rows.map((row) => ({
    nodeId,
    number: Number(row.receipt_number),
    taskId: String(row.task_id),
    proofHash: String(row.proof_hash),
    cycles: Number(row.cycles),
    acceptedAt: row.accepted_at,
    previousHash: String(row.receipt_previous),
    hash: String(row.receipt_hash),
    signature: row.receipt_signature,
  }));
}
