// Claims: the hashes of a task's proofs, and the sample of the proofs that has to be seen before anything is credited.
import { randomInt } from 'node:crypto';
import type { Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { AUDIT_SECONDS, AUDIT_SHARE, BARRED_HOURS } from '#orchestrator/limits.ts';
import { PROOF_REQUIRED } from '#orchestrator/tasks/queue.ts';

export interface Claim {
  taskId: string;
  nodeId: string;
  publicKey: Uint8Array;
  signature: Uint8Array;
  proofHash: string;
  proofs: { proofHash: string; output: Uint8Array; exitCode: number }[];
}

export interface AuditedClaim extends Claim {
  /** The proofs that have to be seen. */
  positions: number[];
}

/** Draws which of so many proofs have to be seen: always one, and nobody knows before which. */
export function drawSample(count: number): number[] {
  const rest = Array.from({ length: count }, (_, position) => position);
  const size = Math.max(1, Math.ceil(count * AUDIT_SHARE));
  return Array.from({ length: size }, () => rest.splice(randomInt(rest.length), 1)[0] ?? 0).sort((a, b) => a - b);
}

/** Writes a claim down, once for a node and task, and gives its node time to answer. */
export async function recordClaim(tx: Queryable, claim: Claim): Promise<{ positions: number[]; expiresAt: Date }> {
  const { taskId, nodeId, proofs } = claim;
  await tx.query(
    `INSERT INTO claims (task_id, node_id, public_key, signature, proof_hash, hashes, outputs, exit_codes, positions)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      taskId,
      nodeId,
      claim.publicKey,
      claim.signature,
      claim.proofHash,
      proofs.map((proof) => proof.proofHash),
      proofs.map((proof) => Buffer.from(proof.output)),
      proofs.map((proof) => proof.exitCode),
      drawSample(proofs.length),
    ],
  );
  const { proofHash, positions } = await claimOf(tx, taskId, nodeId);
  if (proofHash !== claim.proofHash) {
    throw new OrchestratorError('audit_open', 'this node has claimed other hashes for this task', {
      remedy: 'Send the proofs that its first submission was asked for.',
    });
  }
  const [lease] = await tx.query<{ expires_at: Date }>(
    `UPDATE leases SET expires_at = GREATEST(expires_at, now() + make_interval(secs => $3))
     WHERE task_id = $1 AND node_id = $2 AND ended_at IS NULL RETURNING expires_at`,
    [taskId, nodeId, AUDIT_SECONDS],
  );
  return { positions, expiresAt: lease?.expires_at ?? new Date() };
}

export async function claimOf(db: Queryable, taskId: string, nodeId: string): Promise<AuditedClaim> {
  const [row] = await db.query<ClaimRow>('SELECT * FROM claims WHERE task_id = $1 AND node_id = $2', [taskId, nodeId]);
  if (!row) throw new OrchestratorError('unknown_task', 'this node has claimed nothing for such a task');
  return {
    taskId,
    nodeId,
    publicKey: row.public_key,
    signature: row.signature,
    proofHash: row.proof_hash,
    positions: row.positions,
    proofs: row.hashes.map((proofHash, i) => ({
      proofHash,
      output: row.outputs[i] ?? Buffer.alloc(0),
      exitCode: Number(row.exit_codes[i]),
    })),
  };
}

interface ClaimRow extends Record<string, unknown> {
  public_key: Buffer;
  signature: Buffer;
  proof_hash: string;
  positions: number[];
  hashes: string[];
  outputs: Buffer[];
  exit_codes: string[];
}

/** Whether a node gets tasks that want hashes: not after an audit that it failed, or left without an answer. */
export async function mayClaim(db: Queryable, nodeId: string): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 FROM refusals r JOIN tasks t USING (task_id)
       WHERE r.node_id = $1 AND t.task_type <> ${PROOF_REQUIRED} AND r.refused_at > now() - make_interval(hours => $2)
     UNION ALL SELECT 1 FROM claims c JOIN leases l USING (task_id, node_id)
       WHERE c.node_id = $1 AND l.outcome IN ('expired', 'returned') AND l.ended_at > c.claimed_at
         AND c.claimed_at > now() - make_interval(hours => $2)
     LIMIT 1`,
    [nodeId, BARRED_HOURS],
  );
  return rows.length === 0;
}
