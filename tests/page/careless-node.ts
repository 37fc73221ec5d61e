// A node that takes tasks and submits what is no proof, so that pages have refusals and dead letters to show.
import { randomBytes } from 'node:crypto';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { proofHash } from '#client/identity/hashes.ts';
import { identityFromSeed, submissionText } from '#client/identity/identity.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { NodeType, OrchestratorService, TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';

/** Registers one for a wallet. */
export async function carelessNode(url: string, walletAddress: string) {
  const transport = createConnectTransport({ baseUrl: url, httpVersion: '1.1' });
  const service = createClient(OrchestratorService, transport);
  const identity = identityFromSeed(randomBytes(32));
  const { engine } = await createClient(NetworkService, transport).getOverview({ minutes: 1 });
  const nodeType = NodeType.CLI_PROVER;
  const { userId } = await service.registerUser({ userId: crypto.randomUUID(), walletAddress });
  const { nodeId } = await service.registerNode({ userId, nodeType });
  const node = { nodeId, ed25519PublicKey: identity.publicKey };
  const engines = engine === undefined ? [] : [engine];
  return {
    nodeId,
    /** Spoils one task after the other until so many were refused. */
    async spoil(times: number): Promise<void> {
      for (let refused = 0; refused < times; ) {
        const maxDifficulty = TaskDifficulty.EXTRA_LARGE_5;
        const { tasks } = await service.fetchTasks({ ...node, nodeType, maxDifficulty, maxTasks: 1, engines });
        for (const { taskId, inputs } of tasks) {
          const proof = Uint8Array.of(1, 2, 3);
          const hash = proofHash(proof);
          const signature = await identity.sign(submissionText(taskId, hash));
          const proofs = inputs.map(() => ({ proof, proofHash: hash }));
          const submission = { ...node, nodeType, taskId, proofHash: hash, signature, proofs, engine: engines[0] };
          await service.submitProof(submission as never).then(
            () => Promise.reject(new Error('The orchestrator took three bytes for a proof')),
            () => {
              refused += 1;
            },
          );
        }
      }
    },
  };
}
