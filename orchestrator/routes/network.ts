// The Connect service that shows the network to anybody.
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter } from '@connectrpc/connect';
import type { Network } from '#orchestrator/network.ts';
import { activityOf } from '#orchestrator/nodes/activity.ts';
import { nodeById } from '#orchestrator/nodes/nodes.ts';
import { isOn } from '#orchestrator/operations/switches.ts';
import { MOST_LEADERS } from '#orchestrator/overview/leaders.ts';
import { acceptedOf, acceptedTasks, refusedOf } from '#orchestrator/proofs/history.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import type { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { nextPageToken, numberOf, pageSizeOf } from './pages.ts';
import { nodeMessage } from './wire.ts';

const USUAL_MINUTES = 60;
const USUAL_LEADERS = 20;

export function networkRoutes(network: Network): (router: ConnectRouter) => void {
  const { db, engine, statistics, throughput, leaders, profile } = network;
  return (router) =>
    router.service(NetworkService, {
      async getOverview({ minutes }) {
        const [state, points, draining] = await Promise.all([
          statistics(),
          throughput(minutes || USUAL_MINUTES),
          isOn(db, 'draining'),
        ]);
        const { engine: name, airDigest } = engine.description;
        const { busy, waiting } = engine.state();
        return {
          throughput: points.map((point) => ({
            minute: timestampFromDate(point.minute),
            accepted: BigInt(point.accepted),
            refused: BigInt(point.refused),
            cycles: BigInt(point.cycles),
          })),
          queues: state.queues.map((queue) => ({
            difficulty: (queue.difficulty + 1) as TaskDifficulty,
            jobs: queue.jobs,
            queued: BigInt(queue.queued),
            leased: BigInt(queue.leased),
          })),
          users: BigInt(state.users),
          nodes: BigInt(state.nodes),
          activeNodes: BigInt(state.activeNodes),
          accepted: BigInt(state.accepted),
          refused: BigInt(state.refused),
          cycles: BigInt(state.cycles),
          engine: { name, airDigest, profile },
          draining,
          verifying: busy,
          waitingToVerify: waiting,
        };
      },

      async listLeaders({ byNode, pageSize }) {
        const best = (await leaders(byNode)).slice(0, Math.min(pageSize || USUAL_LEADERS, MOST_LEADERS));
        return {
          leaders: best.map((leader) => ({
            ...leader,
            nodeId: leader.nodeId ?? '',
            accepted: BigInt(leader.accepted),
            cycles: BigInt(leader.cycles),
          })),
        };
      },

      async getNode({ nodeId }) {
        const node = await nodeById(db, nodeId);
        const { publicKey, held, proofsLastHour } = await activityOf(db, node.nodeId);
        return {
          node: nodeMessage(node),
          ...(publicKey && { ed25519PublicKey: publicKey }),
          held: held.map(({ leasedAt, leaseExpiresAt, ...task }) => ({
            ...task,
            difficulty: (task.difficulty + 1) as TaskDifficulty,
            leasedAt: timestampFromDate(leasedAt),
            leaseExpiresAt: timestampFromDate(leaseExpiresAt),
          })),
          proofsLastHour: BigInt(proofsLastHour),
        };
      },

      async listAcceptances({ nodeId, pageSize, pageToken }) {
        const size = pageSizeOf(pageSize);
        const ofNode = nodeId !== '';
        const rows = ofNode
          ? await acceptedOf(db, nodeId, size, numberOf(pageToken))
          : await acceptedTasks(db, size, pageToken);
        return {
          acceptances: rows.map(({ acceptedAt, ...row }) => ({
            ...row,
            difficulty: (row.difficulty + 1) as TaskDifficulty,
            cycles: BigInt(row.cycles),
            receiptNumber: BigInt(row.receiptNumber),
            acceptedAt: timestampFromDate(acceptedAt),
          })),
          nextPageToken: nextPageToken(rows, size, (row) => (ofNode ? String(row.receiptNumber) : row.taskId)),
        };
      },

      async listRefusals({ nodeId, pageSize, pageToken }) {
        const size = pageSizeOf(pageSize);
        const rows = await refusedOf(db, nodeId, size, numberOf(pageToken));
        return {
          refusals: rows.map(({ refusedAt, refusalId: _, ...row }) => ({
            ...row,
            refusedAt: timestampFromDate(refusedAt),
          })),
          nextPageToken: nextPageToken(rows, size, (row) => row.refusalId),
        };
      },
    });
}
