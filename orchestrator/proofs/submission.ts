// What a submission is, and what it has to look like before anything is asked of the database or the engine.
import { OrchestratorError } from '#orchestrator/errors.ts';
import { LARGEST_PROOF_BYTES } from '#orchestrator/limits.ts';
import { isUuid } from '#orchestrator/nodes/users.ts';
import type { ForeignEngine } from './foreign.ts';
import { combinedHash, isHash } from './hash.ts';
import { type LeasedTask, unknownTask } from './leased-task.ts';

/** Its bytes are its own: once they have been verified nobody else can count on them. */
export interface Submission {
  taskId: string;
  nodeId: string;
  publicKey: Uint8Array;
  signature: Uint8Array;
  proofHash: string;
  /** One for each input of the task, in its order. */
  proofs: { proof: Uint8Array; proofHash: string; output: Uint8Array; exitCode: number }[];
  engine: { name: string; airDigest: string; profile: string };
  /** Who judges it, where that is not an engine of the network's own. */
  foreign?: ForeignEngine;
}

export function checkShape({ taskId, proofHash, proofs }: Submission): void {
  if (!isUuid(taskId)) throw unknownTask();
  const hashes = proofs.map((proof) => proof.proofHash);
  if (!isHash(proofHash) || !hashes.every(isHash)) {
    throw new OrchestratorError('bad_request', 'a proof hash is 64 lower-case hexadecimal digits');
  }
  checkSizes(proofs);
  if (proofHash !== (hashes.length === 1 ? hashes[0] : combinedHash(hashes))) {
    throw new OrchestratorError('hash_mismatch', 'the hash signed is not that of the proofs sent');
  }
}

export function checkSizes(proofs: { proof: Uint8Array }[]): void {
  if (proofs.every(({ proof }) => proof.length <= LARGEST_PROOF_BYTES)) return;
  throw new OrchestratorError('too_large', `a proof may have ${LARGEST_PROOF_BYTES} bytes`);
}

export function checkCount({ proofs }: Submission, { inputs }: LeasedTask): void {
  if (proofs.length !== inputs.length) {
    throw new OrchestratorError('bad_request', `the task has ${inputs.length} inputs, ${proofs.length} proofs came`);
  }
  if (proofs.some(({ proof }) => proof.length === 0)) {
    throw new OrchestratorError('proof_malformed', 'this task wants its proofs in full, one came empty');
  }
}
