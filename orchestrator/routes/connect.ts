// The Connect service: what provers call.
import { durationFromMs, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter } from '@connectrpc/connect';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { watch } from '#orchestrator/events/watch.ts';
import { FETCHES, INPUTS_PER_TASK, LARGEST_BATCH, LEASE_SECONDS } from '#orchestrator/limits.ts';
import type { Network } from '#orchestrator/network.ts';
import { actingNode, replaceKey } from '#orchestrator/nodes/keys.ts';
import { nodeById, nodeIdOf, registerNode } from '#orchestrator/nodes/nodes.ts';
import { createRateLimit } from '#orchestrator/nodes/rate-limit.ts';
import { createRecentKeys } from '#orchestrator/nodes/recent-keys.ts';
import { isUuid, registerUser } from '#orchestrator/nodes/users.ts';
import { mayClaim } from '#orchestrator/proofs/claims.ts';
import { isHash } from '#orchestrator/proofs/hash.ts';
import { difficultiesUpTo } from '#orchestrator/tasks/difficulty.ts';
import { leaseTasks, renewLeases } from '#orchestrator/tasks/lease.ts';
import { ALL_PROOF_HASHES, PROOF_REQUIRED, type Purpose, queueName } from '#orchestrator/tasks/queue.ts';
import { returnTasks } from '#orchestrator/tasks/release.ts';
import {
  type Engine as EngineMessage,
  type NodeType,
  OrchestratorService,
} from '#proto/proofnet/v1/orchestrator_pb.ts';
import { addressOf } from './caller.ts';
import { eventMessage, specified, taskMessage } from './wire.ts';

/** Intermediaries drop connections that are silent for a minute. */
const HEARTBEAT_MS = 15_000;

/** When there is nothing to do: soon, because new tasks come at any moment, but not at once. */
const EMPTY_RETRY_MS = 2_000;

export function connectRoutes(network: Network): (router: ConnectRouter) => void {
  const { db, queue, engine, programs, submissions, events, presence, statistics } = network;
  const { registrations } = network;
  const keys = createRecentKeys();
  const fetches = createRateLimit(...FETCHES);
  const leaseSeconds = network.leaseSeconds ?? LEASE_SECONDS;

  /** The node behind a request that names it and shows its key. */
  async function acting(request: { nodeId: string; ed25519PublicKey: Uint8Array }) {
    const publicKey = request.ed25519PublicKey;
    const known = keys.has(request.nodeId, publicKey);
    const nodeId = known ? request.nodeId : await actingNode(db, request.nodeId, publicKey, 'bind');
    if (!known) keys.add(nodeId, publicKey);
    presence.seen(nodeId);
    return { nodeId, publicKey };
  }

  return (router) =>
    router.service(OrchestratorService, {
      async registerUser({ userId, walletAddress }, { values }) {
        registrations.take(addressOf(values));
        return { userId: (await registerUser(db, userId, walletAddress)).userId };
      },

      async registerNode({ userId, nodeType }, { values }) {
        registrations.take(addressOf(values));
        return { nodeId: await registerNode(db, userId, specified(nodeType, 'node_type')) };
      },

      async replaceKey({ nodeId, ed25519PublicKey, newPublicKey, signature }) {
        keys.forget(nodeId);
        await replaceKey(db, nodeId, ed25519PublicKey, newPublicKey, signature);
        return {};
      },

      async fetchTasks(request) {
        const profiles = profilesOf(request.engines, network);
        const lessee = await acting(request);
        const most = request.maxDifficulty === 0 ? 0 : request.maxDifficulty - 1;
        fetches.take(lessee.nodeId);
        // Somebody's job goes before the demo, whatever its difficulty.
        const kinds: [Purpose, number][] = [['job', PROOF_REQUIRED]];
        if (request.answersAudits && (await mayClaim(db, lessee.nodeId))) kinds.push(['job', ALL_PROOF_HASHES]);
        kinds.push(['demo', PROOF_REQUIRED]);
        const queues = kinds.flatMap(([purpose, type]) =>
          difficultiesUpTo(most).flatMap(({ value }) =>
            profiles.map((profile) => queueName(purpose, profile, value, type)),
          ),
        );
        const count = Math.min(Math.max(request.maxTasks, 1), LARGEST_BATCH);
        const tasks = await leaseTasks(db, queue, lessee, queues, count, leaseSeconds);
        for (const { taskId } of tasks) events.publish({ kind: 'task_leased', taskId, nodeId: lessee.nodeId });
        return {
          tasks: tasks.map((task) => taskMessage(task, engine.description)),
          ...(tasks.length === 0 && { retryAfter: durationFromMs(EMPTY_RETRY_MS) }),
        };
      },

      async renewLeases(request) {
        const taskIds = idsOf(request.taskIds);
        const renewed = await renewLeases(db, (await acting(request)).nodeId, taskIds, leaseSeconds);
        return {
          leases: taskIds.map((taskId) => {
            const expiresAt = renewed.get(taskId);
            return {
              taskId,
              held: expiresAt !== undefined,
              ...(expiresAt && { expiresAt: timestampFromDate(expiresAt) }),
            };
          }),
        };
      },

      async returnTasks(request) {
        const taskIds = idsOf(request.taskIds);
        return { taskIds: await returnTasks(db, queue, (await acting(request)).nodeId, taskIds) };
      },

      async submitProof(request) {
        if (request.proofs.length > INPUTS_PER_TASK) {
          throw new OrchestratorError('too_large', `a task has at most ${INPUTS_PER_TASK} proofs`);
        }
        const { nodeId, publicKey } = await acting(request);
        const { name = '', airDigest = '', profile = '' } = request.engine ?? {};
        const outcome = await submissions.submit({
          taskId: request.taskId,
          nodeId,
          publicKey,
          signature: request.signature,
          proofHash: request.proofHash,
          proofs: request.proofs,
          engine: { name, airDigest, profile },
        });
        if ('audit' in outcome) {
          const { positions, expiresAt } = outcome.audit;
          return { audit: { positions, expiresAt: timestampFromDate(expiresAt) } };
        }
        const { duplicate, acceptedAt } = outcome.acceptance;
        return { duplicate, acceptedAt: timestampFromDate(acceptedAt) };
      },

      async submitAudit(request) {
        const { nodeId } = await acting(request);
        const { taskId, proofs } = request;
        const { duplicate, acceptedAt } = await submissions.submitAudit({ taskId, nodeId, proofs });
        return { duplicate, acceptedAt: timestampFromDate(acceptedAt) };
      },

      async getProgram({ programDigest }) {
        if (!isHash(programDigest))
          throw new OrchestratorError('unknown_program', 'there is no program with this digest');
        const { name, elf } = await programs.get(programDigest);
        return { name, elf, verifyingKey: await programs.verifyingKey(programDigest, network.profile) };
      },

      async getNodeStatistics({ nodeId }) {
        const node = await nodeById(db, nodeId);
        return {
          nodeId: node.nodeId,
          nodeType: (node.nodeType + 1) as NodeType,
          accepted: BigInt(node.accepted),
          refused: BigInt(node.refused),
          cycles: BigInt(node.cycles),
          leased: node.leased,
          registeredAt: timestampFromDate(node.registeredAt),
          ...(node.lastSeenAt && { lastSeenAt: timestampFromDate(node.lastSeenAt) }),
        };
      },

      async getNetworkStatistics() {
        const { users, nodes, queued, leased, accepted, refused, cycles } = await statistics();
        const counts = { users, nodes, queued, leased, accepted, refused, cycles };
        return Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, BigInt(value)]));
      },

      async *watchEvents({ nodeId }, { signal }) {
        const node = nodeId === '' ? undefined : nodeIdOf(nodeId);
        const wanted = (event: { nodeId: string }) => node === undefined || event.nodeId === node;
        for await (const event of watch(events, wanted, HEARTBEAT_MS, signal)) yield eventMessage(event);
      },
    });
}

/** The profiles that the client can prove with our engine; a client that names no engine is taken to have it. */
function profilesOf(engines: EngineMessage[], { engine: { description } }: Network): string[] {
  if (engines.length === 0) return description.profiles;
  const usable = engines.filter(
    (engine) => engine.name === description.engine && engine.airDigest === description.airDigest,
  );
  const profiles = description.profiles.filter((profile) =>
    usable.some((engine) => engine.profile === profile || engine.profile === ''),
  );
  if (profiles.length > 0) return profiles;
  throw new OrchestratorError('engine_mismatch', `tasks here are for ${description.engine} ${description.airDigest}`, {
    remedy: 'Update the prover, or reload its page.',
  });
}

function idsOf(taskIds: string[]): string[] {
  if (taskIds.length > 1_000) throw new OrchestratorError('too_large', 'at most 1,000 tasks at a time');
  return taskIds.filter(isUuid);
}
