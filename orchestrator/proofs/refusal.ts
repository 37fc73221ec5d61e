// Refused proofs in the ledger: which rule, whose, and the task back in the queue.
import type { Database } from '#orchestrator/db/database.ts';
import { type ErrorCode, OrchestratorError } from '#orchestrator/errors.ts';
import type { Queue } from '#orchestrator/tasks/queue.ts';
import { refuseLease } from '#orchestrator/tasks/release.ts';

/** Refusals that are about the proof: the others are about the request or about us. */
const ABOUT_THE_PROOF: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'hash_mismatch',
  'proof_malformed',
  'proof_invalid',
  'program_mismatch',
  'input_mismatch',
  'output_mismatch',
  'exit_code_mismatch',
  'profile_mismatch',
  'air_mismatch',
  'engine_mismatch',
]);

interface Refused {
  taskId: string;
  nodeId: string;
  proofHash: string;
}

/** Records it if it is a refusal of the proof; says whether it was. */
export async function recordRefusal(db: Database, queue: Queue, refused: Refused, error: unknown): Promise<boolean> {
  if (!(error instanceof OrchestratorError) || !ABOUT_THE_PROOF.has(error.code)) return false;
  const { taskId, nodeId, proofHash } = refused;
  await db.transaction(async (tx) => {
    await tx.query('INSERT INTO refusals (task_id, node_id, proof_hash, code) VALUES ($1, $2, $3, $4)', [
      taskId,
      nodeId,
      proofHash,
      error.code,
    ]);
    await tx.query('UPDATE nodes SET refused = refused + 1 WHERE node_id = $1', [nodeId]);
    await refuseLease(tx, queue, taskId, nodeId);
  });
  return true;
}
