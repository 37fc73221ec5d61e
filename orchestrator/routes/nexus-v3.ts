// The Nexus v3 protocol: REST with protobuf bodies, for clients of every generation that is in use.
import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { bodyOf, pathOf, type Request, type Response, type Route, send } from '#orchestrator/http/exchange.ts';
import { sendError } from '#orchestrator/http/json-error.ts';
import { V3_FETCHES, V3_LEASE_SECONDS } from '#orchestrator/limits.ts';
import type { Network } from '#orchestrator/network.ts';
import { actingNode } from '#orchestrator/nodes/keys.ts';
import { nodeById, nodesOfUser, registerNode } from '#orchestrator/nodes/nodes.ts';
import { createRateLimit } from '#orchestrator/nodes/rate-limit.ts';
import { registerUser, userById, userOfWallet } from '#orchestrator/nodes/users.ts';
import { difficultiesUpTo } from '#orchestrator/tasks/difficulty.ts';
import { leasedTasks, leaseTasks } from '#orchestrator/tasks/lease.ts';
import { PROOF_REQUIRED, queueName } from '#orchestrator/tasks/queue.ts';
import {
  GetNodeResponseSchema,
  GetProofTaskRequestSchema,
  GetProofTaskResponseSchema,
  GetTasksRequestSchema,
  GetTasksResponseSchema,
  NodeSchema,
  type NodeType,
  RegisterNodeRequestSchema,
  RegisterNodeResponseSchema,
  RegisterUserRequestSchema,
  SubmitProofRequestSchema,
  UserResponseSchema,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';
import { submitV3 } from './nexus-v3-submission.ts';
import { v3Task } from './nexus-v3-task.ts';

/** Pages of other origins may prove too: there are no cookies here that they could use. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type, x-build-timestamp',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
};

type Answer = [schema: DescMessage, message: MessageShape<DescMessage>] | undefined;

export function nexusV3(network: Network): Route {
  const { db, queue, events, presence, registrations, addresses, profile } = network;
  const fetches = createRateLimit(...V3_FETCHES);

  async function tasksOf(nodeId: string): Promise<Answer> {
    const node = await nodeById(db, nodeId);
    presence.seen(node.nodeId);
    const leased = await leasedTasks(db, node.nodeId, [PROOF_REQUIRED], 'demo');
    if (leased.length === 0) throw noTask();
    const tasks = leased.map(v3Task);
    return [GetTasksResponseSchema, create(GetTasksResponseSchema, { tasks })];
  }

  const routes: Record<string, (request: Request, parameter: string) => Promise<Answer>> = {
    async 'GET /v3/users/*'(_, wallet) {
      const user = await userOfWallet(db, wallet);
      if (!user) throw new OrchestratorError('unknown_user', 'there is no user with this wallet');
      const nodes = (await nodesOfUser(db, user.userId)).map((node) =>
        create(NodeSchema, { nodeId: node.nodeId, nodeType: node.nodeType as NodeType }),
      );
      return [
        UserResponseSchema,
        create(UserResponseSchema, { nodes, userId: user.userId, walletAddress: user.wallet }),
      ];
    },
    async 'POST /v3/users'(request) {
      registrations.take(addresses(request));
      const { uuid, walletAddress } = await decoded(RegisterUserRequestSchema, request);
      await registerUser(db, uuid, walletAddress);
      return undefined;
    },
    async 'POST /v3/nodes'(request) {
      registrations.take(addresses(request));
      const { userId, nodeType } = await decoded(RegisterNodeRequestSchema, request);
      return [
        RegisterNodeResponseSchema,
        create(RegisterNodeResponseSchema, { nodeId: await registerNode(db, userId, nodeType) }),
      ];
    },
    async 'GET /v3/nodes/*'(_, nodeId) {
      const user = await userById(db, (await nodeById(db, nodeId)).userId);
      return [GetNodeResponseSchema, create(GetNodeResponseSchema, { walletAddress: user.wallet })];
    },
    async 'POST /v3/tasks'(request) {
      const { nodeId: node, ed25519PublicKey, maxDifficulty } = await decoded(GetProofTaskRequestSchema, request);
      // The oldest clients have no key and sign nothing: they can fetch, but nothing of theirs can be accepted.
      const publicKey = ed25519PublicKey.length === 0 ? new Uint8Array(32) : ed25519PublicKey;
      const nodeId = await actingNode(db, node, publicKey, 'leave open');
      fetches.take(nodeId);
      presence.seen(nodeId);
      const queues = difficultiesUpTo(maxDifficulty).map(({ value }) =>
        queueName('demo', profile, value, PROOF_REQUIRED),
      );
      const seconds = network.leaseSeconds ?? V3_LEASE_SECONDS;
      const [leased] = await leaseTasks(db, queue, { nodeId, publicKey }, queues, 1, seconds);
      if (!leased) throw noTask();
      events.publish({ kind: 'task_leased', taskId: leased.taskId, nodeId });
      const task = v3Task(leased);
      const { taskId, publicInputs } = task;
      return [
        GetProofTaskResponseSchema,
        create(GetProofTaskResponseSchema, { task, taskId, publicInputs, programId: task.programId }),
      ];
    },
    'GET /v3/tasks/*': (_, nodeId) => tasksOf(nodeId),
    async 'GET /v3/tasks'(request) {
      return tasksOf((await decoded(GetTasksRequestSchema, request)).nodeId);
    },
    async 'POST /v3/tasks/submit'(request) {
      await submitV3(network, await decoded(SubmitProofRequestSchema, request));
      return undefined;
    },
  };

  return async (request, response) => {
    const path = pathOf(request);
    if (!path.startsWith('/v3/')) return false;
    try {
      await answer(request, response, path);
    } catch (error) {
      sendError(response, error, network.log, CORS);
    }
    return true;
  };

  async function answer(request: Request, response: Response, path: string): Promise<void> {
    if (request.method === 'OPTIONS') return send(response, 204, CORS, '');
    const plain = routes[`${request.method} ${path}`];
    const [, parent = '', parameter = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
    const route = plain ?? routes[`${request.method} ${parent}/*`];
    if (!route) throw new OrchestratorError('not_found', 'there is no such route');
    const given = await route(request, unescaped(parameter));
    const body = given ? toBinary(given[0], given[1]) : new Uint8Array();
    send(response, 200, { ...CORS, 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }, body);
  }
}

/** The protocol's ordinary word for "nothing to do at the moment". */
function noTask(): OrchestratorError {
  return new OrchestratorError('no_task', 'there is no task at the moment');
}

async function decoded<S extends DescMessage>(schema: S, request: Request): Promise<MessageShape<S>> {
  const body = await bodyOf(request);
  try {
    return fromBinary(schema, body);
  } catch (cause) {
    throw new OrchestratorError('bad_request', 'the message cannot be decoded', { cause });
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new OrchestratorError('bad_request', 'the path cannot be decoded');
  }
}
