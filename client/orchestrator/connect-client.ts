// The orchestrator over our Connect service, on any transport.
import { durationMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { type CallOptions, createClient, type Transport } from '@connectrpc/connect';
import { type Audit, NodeType, OrchestratorService } from '#proto/proofnet/v1/orchestrator_pb.ts';
import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import { submissionHash } from '../identity/hashes.ts';
import { type Identity, submissionText } from '../identity/identity.ts';
import { settings } from '../settings.ts';
import type { FinishedTask } from '../store/finished-task.ts';
import { codedError } from './coded-errors.ts';
import { taskFrom, wireDifficulty } from './connect-tasks.ts';
import type { OrchestratorClient } from './orchestrator-client.ts';

/** What the client needs from its host. */
export interface ConnectClientParts {
  readonly transport: Transport;
  readonly identity: Identity;
  readonly kind: 'web' | 'cli';
  readonly clock: Clock;
  readonly limits?: { readonly timeoutMs: number; readonly submitTimeoutMs: number };
}

/** A clock lead below this is the second's grain of the Date header and the way of the answer. */
const CLOCK_GRAIN_MS = 2000;

/** An orchestrator over Connect. */
export function connectClient(parts: ConnectClientParts): OrchestratorClient {
  const { transport, identity, kind, clock, limits = settings.transport } = parts;
  const service = createClient(OrchestratorService, transport);
  const nodeType = kind === 'web' ? NodeType.WEB_PROVER : NodeType.CLI_PROVER;
  const ed25519PublicKey = identity.publicKey;
  let clockLeadMs = 0;

  const onHeader = (headers: Headers): void => {
    const lead = clock.now() - Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(lead)) clockLeadMs = Math.abs(lead) > CLOCK_GRAIN_MS ? lead : 0;
  };
  /** One call, with its time limit, its errors coded. */
  const call = async <T>(
    signal: AbortSignal | undefined,
    work: (options: CallOptions) => Promise<T>,
    timeoutMs: number = limits.timeoutMs,
  ): Promise<T> => {
    try {
      return await work({ timeoutMs, onHeader, ...(signal && { signal }) } as CallOptions);
    } catch (reason) {
      throw codedError(reason, clock.now());
    }
  };

  return {
    leases: true,
    registerUser: (userId, walletAddress, signal) =>
      call(signal, async (options) => (await service.registerUser({ userId, walletAddress }, options)).userId),
    registerNode: (userId, signal) =>
      call(signal, async (options) => (await service.registerNode({ userId, nodeType }, options)).nodeId),
    checkNode: (nodeId, signal) =>
      call(signal, async (options) => void (await service.getNodeStatistics({ nodeId }, options))),
    fetchTasks: ({ nodeId, maxDifficulty, maxTasks, engines }, signal) =>
      call(signal, async (options) => {
        // The outbox keeps the proofs of hashes too, until they are accepted: any of them can be sent.
        const request = { nodeId, nodeType, ed25519PublicKey, maxTasks, engines: [...engines], answersAudits: true };
        const answer = await service.fetchTasks({ ...request, maxDifficulty: wireDifficulty(maxDifficulty) }, options);
        return {
          tasks: answer.tasks.map((task) => taskFrom(task, nodeId, clock.now(), clockLeadMs)),
          retryAfterMs: answer.retryAfter && durationMs(answer.retryAfter),
        };
      }),
    renewLeases: (nodeId, taskIds, signal) =>
      call(signal, async (options) => {
        const { leases } = await service.renewLeases({ nodeId, ed25519PublicKey, taskIds: [...taskIds] }, options);
        return leases.map(({ taskId, held, expiresAt }) => ({
          taskId,
          held,
          expiresAt: expiresAt && timestampMs(expiresAt) + clockLeadMs,
        }));
      }),
    returnTasks: (nodeId, taskIds, signal) =>
      call(signal, async (options) => {
        await service.returnTasks({ nodeId, ed25519PublicKey, taskIds: [...taskIds] }, options);
      }),
    submit: (task, signal) =>
      call(
        signal,
        async (options) => {
          const proofHash = submissionHash(task.proofs.map(({ hash }) => hash));
          const signature = await identity.sign(submissionText(task.taskId, proofHash));
          const { taskId, nodeId, engine } = task;
          const request = { taskId, nodeId, nodeType, ed25519PublicKey, signature, proofHash, engine };
          const { duplicate, audit } = await service.submitProof({ ...request, proofs: wireProofs(task) }, options);
          if (audit === undefined) return { duplicate };
          const proofs = audited(task, audit);
          return service.submitAudit({ taskId, nodeId, ed25519PublicKey, proofs }, options);
        },
        limits.submitTimeoutMs,
      ),
    program: (programDigest, signal) => call(signal, (options) => service.getProgram({ programDigest }, options)),
    nodeStatistics: (nodeId, signal) =>
      call(signal, async (options) => {
        const { accepted, refused, cycles, leased } = await service.getNodeStatistics({ nodeId }, options);
        return { accepted: Number(accepted), refused: Number(refused), cycles: Number(cycles), leased };
      }),
    networkStatistics: (signal) =>
      call(signal, async (options) => {
        const { $typeName, $unknown, ...numbers } = await service.getNetworkStatistics({}, options);
        const entries = Object.entries(numbers).map(([name, value]) => [name, Number(value)] as const);
        return Object.fromEntries(entries) as unknown as Awaited<ReturnType<OrchestratorClient['networkStatistics']>>;
      }),
  };
}

/** The proofs that an audit wants to see. */
function audited({ proofs }: FinishedTask, { positions }: Audit) {
  return positions.map((position) => {
    const proof = proofs[position]?.proof;
    if (proof === undefined) throw new ProverError('orchestrator_failing', `The task has no proof ${position} to show`);
    return { position, proof };
  });
}

/** The proofs as the task wants them: in full, or only their hashes with what was run. */
function wireProofs({ type, proofs }: FinishedTask) {
  return proofs.map(({ proof, hash, output, exitCode, cycles }) => ({
    proof: type === 'proof_required' ? proof : new Uint8Array(0),
    proofHash: hash,
    output,
    exitCode,
    cycles: BigInt(cycles),
  }));
}
