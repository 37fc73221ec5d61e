// What a submission holds, by the kind of the task: as the official client fills it.
import { create } from '@bufbuild/protobuf';
import {
  NodeType,
  type SubmitProofRequest,
  SubmitProofRequestSchema,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';
import { combinedHash } from '../../identity/hashes.ts';
import { type Identity, submissionText } from '../../identity/identity.ts';
import type { FinishedTask } from '../../store/finished-task.ts';

/** What may be told of the machine; only where the operator switched it on. */
export interface Telemetry {
  readonly memoryUsedBytes: number;
  readonly memoryCapacityBytes: number;
}

/** The signed request. */
export async function submission(
  task: FinishedTask,
  identity: Identity,
  telemetry: Telemetry | undefined,
): Promise<SubmitProofRequest> {
  const hashes = task.proofs.map(({ hash }) => hash);
  const { proofHash, ...rest } = contents(task, hashes);
  return create(SubmitProofRequestSchema, {
    nodeType: NodeType.CLI_PROVER,
    taskId: task.taskId,
    ed25519PublicKey: identity.publicKey,
    signature: await identity.sign(submissionText(task.taskId, proofHash)),
    proofHash,
    ...rest,
    ...(telemetry && { nodeTelemetry: wireTelemetry(telemetry) }),
  });
}

function contents({ type, proofs }: FinishedTask, hashes: string[]) {
  const all = proofs.map(({ proof }) => proof);
  const [first] = all;
  switch (type) {
    case 'proof_hash':
      return { proofHash: combinedHash(hashes) };
    case 'all_proof_hashes':
      return { proofHash: combinedHash(hashes), allProofHashes: hashes };
    case 'proof_required':
      // With several inputs the official client sends the first proof's hash alone, whatever the field's name suggests;
      // a single proof it sends twice.
      return { proofHash: hashes[0] ?? '', proofs: all, ...(all.length === 1 && first && { proof: first }) };
  }
}

/** The wire counts memory in thousandths of a MiB. */
function wireTelemetry({ memoryUsedBytes, memoryCapacityBytes }: Telemetry) {
  const wire = (bytes: number): number => Math.min(2 ** 31 - 1, Math.round((bytes / 2 ** 20) * 1000));
  return { memoryUsed: wire(memoryUsedBytes), memoryCapacity: wire(memoryCapacityBytes) };
}
