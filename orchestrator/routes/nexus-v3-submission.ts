// A submission over the Nexus v3 protocol: whose it is, and what its proofs are proofs of.
import { createHash } from 'node:crypto';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { INPUTS_PER_TASK } from '#orchestrator/limits.ts';
import type { Network } from '#orchestrator/network.ts';
import { actingNode } from '#orchestrator/nodes/keys.ts';
import { isSignedBy, submissionText } from '#orchestrator/nodes/signature.ts';
import { isUuid } from '#orchestrator/nodes/users.ts';
import type { ForeignEngine } from '#orchestrator/proofs/foreign.ts';
import { combinedHash, proofHashOf } from '#orchestrator/proofs/hash.ts';
import type { ProofClaim } from '#orchestrator/proofs/verifier-messages.ts';
import type { SubmitProofRequest } from '#proto/nexus/orchestrator/orchestrator_pb.ts';

/** Takes part in the network's ordinary way of judging; returns when the proofs are accepted. */
export async function submitV3(network: Network, request: SubmitProofRequest): Promise<void> {
  const { taskId, proofHash, signature, ed25519PublicKey: publicKey } = request;
  if (!isUuid(taskId)) throw new OrchestratorError('unknown_task', 'there is no task with this id');
  // Newer clients send a single proof in both fields.
  const bytes = request.proofs.length > 0 ? request.proofs : [request.proof];
  if (bytes.length > INPUTS_PER_TASK)
    throw new OrchestratorError('too_large', `a task has at most ${INPUTS_PER_TASK} proofs`);
  const hashes = bytes.map(proofHashOf);
  checkSignature(request, network.acceptGoClients);
  checkHash(request, bytes, hashes, network.acceptGoClients);

  const nodeId = await lesseeOf(network, taskId, publicKey);
  network.presence.seen(nodeId);
  const { claims, foreign } = await claimsOf(network, nodeId, taskId, proofHash, bytes);
  const { engine, airDigest } = (foreign ?? network.engine).description;
  await network.submissions.submitChecked({
    taskId,
    nodeId,
    publicKey,
    signature,
    proofHash,
    proofs: bytes.map((proof, i) => ({
      proof,
      proofHash: hashes[i] ?? '',
      output: claims[i]?.output ?? new Uint8Array(),
      exitCode: claims[i]?.exitCode ?? 0,
    })),
    engine: { name: engine, airDigest, profile: claims[0]?.profile ?? network.profile },
    ...(foreign && { foreign }),
  });
}

function checkSignature(
  { ed25519PublicKey, signature, taskId, proofHash }: SubmitProofRequest,
  acceptGo: boolean,
): void {
  if (isSignedBy(ed25519PublicKey, submissionText(taskId, proofHash), signature)) return;
  // As the official client wrote it before 0.8.8.
  if (isSignedBy(ed25519PublicKey, `version: 0 | task_id: ${taskId} | proof_hash: ${proofHash}`, signature)) return;
  if (acceptGo && isSignedBy(ed25519PublicKey, `${taskId}${proofHash}`, signature)) return;
  throw new OrchestratorError('bad_signature', 'the signature is not by this key over "0 | <task id> | <proof hash>"');
}

/** Of several proofs these clients sign the first one's hash, though the protocol says the combined one: both are right. */
function checkHash({ proofHash }: SubmitProofRequest, bytes: Uint8Array[], hashes: string[], acceptGo: boolean): void {
  if (proofHash === hashes[0] || proofHash === combinedHash(hashes)) return;
  if (
    acceptGo &&
    proofHash ===
      createHash('sha256')
        .update(bytes[0] ?? new Uint8Array())
        .digest('hex')
  )
    return;
  throw new OrchestratorError('hash_mismatch', 'the hash is not that of the proof');
}

/**
 * The node that submits: the request does not say. The one that was handed the task with this key, else (its program has
 * been started again and has a new key) the last one that was handed it.
 */
async function lesseeOf({ db }: Network, taskId: string, publicKey: Uint8Array): Promise<string> {
  const rows = await db.query<{ node_id: string | null }>(
    `SELECT l.node_id FROM tasks t LEFT JOIN leases l USING (task_id) WHERE t.task_id = $1
     ORDER BY (l.public_key = $2) DESC, l.lease_id DESC LIMIT 1`,
    [taskId, publicKey],
  );
  if (!rows[0]) throw new OrchestratorError('unknown_task', 'there is no task with this id');
  if (rows[0].node_id === null) throw new OrchestratorError('lease_lost', 'this task was never handed to anybody');
  return actingNode(db, rows[0].node_id, publicKey, 'leave open');
}

interface Claims {
  claims: ProofClaim[];
  /** Whose proofs they may be, where they are not our engine's. */
  foreign: ForeignEngine | undefined;
}

/** Output and exit code, which this protocol does not send: the proofs say them, and they are verified then. */
async function claimsOf(
  network: Network,
  nodeId: string,
  taskId: string,
  proofHash: string,
  proofs: Uint8Array[],
): Promise<Claims> {
  const foreign = network.v3Engine;
  try {
    return { claims: await network.engine.claim(proofs), foreign: undefined };
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.code !== 'proof_malformed') throw error;
    if (foreign) return { claims: await foreign.claim(proofs), foreign };
    const { engine } = network.engine.description;
    const mismatch = new OrchestratorError(
      'engine_mismatch',
      `this is no proof by ${engine}, which is what is verified here`,
      {
        cause: error,
      },
    );
    await network.submissions.refuse({ taskId, nodeId, proofHash }, mismatch);
    throw mismatch;
  }
}
