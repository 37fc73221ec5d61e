// The orchestrator over the Nexus v3 protocol: REST with protobuf bodies.
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import {
  GetNodeResponseSchema,
  GetProofTaskRequestSchema,
  GetProofTaskResponseSchema,
  NodeType,
  RegisterNodeRequestSchema,
  RegisterNodeResponseSchema,
  RegisterUserRequestSchema,
  SubmitProofRequestSchema,
  UserResponseSchema,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';
import { ProverError } from '../../errors.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Task } from '../../pipeline/task.ts';
import type { FetchRequest, OrchestratorClient, TaskBatch } from '../orchestrator-client.ts';
import type { V3Programs } from './programs.ts';
import { exchange, type RestServer } from './rest.ts';
import { submission, type Telemetry } from './submission.ts';
import { taskIn, wireDifficulty } from './tasks.ts';

/** What the client is made of. */
export interface NexusV3Parts {
  readonly server: RestServer;
  readonly identity: Identity;
  readonly programs: V3Programs;
  readonly telemetry?: () => Telemetry;
}

/** An orchestrator of the Nexus v3 protocol. */
export function nexusV3Client({ server, identity, programs, telemetry }: NexusV3Parts): OrchestratorClient {
  /** Tasks whose submission may have arrived although no answer came. */
  const unanswered = new Set<string>();
  const get = async <D extends DescMessage>(path: string, answer: D, signal?: AbortSignal): Promise<MessageShape<D>> =>
    decoded(answer, await exchange(server, 'GET', path, undefined, signal));

  /** One task; without one, how long the server asks us to wait. */
  const fetchOne = async ({ nodeId, maxDifficulty }: FetchRequest, signal?: AbortSignal): Promise<FetchedOne> => {
    const request = {
      nodeId,
      nodeType: NodeType.CLI_PROVER,
      ed25519PublicKey: identity.publicKey,
      maxDifficulty: wireDifficulty(maxDifficulty),
    };
    try {
      const body = encoded(GetProofTaskRequestSchema, request);
      const answer = decoded(GetProofTaskResponseSchema, await exchange(server, 'POST', 'tasks', body, signal));
      return { task: taskIn(answer, programs, nodeId, server.now()), retryAfterMs: undefined };
    } catch (error) {
      // 404 is the ordinary "no task", unless it is the node that was not found.
      if (codeOf(error) !== 'not_found') throw error;
      if (isAboutNode(error)) throw unknownNode(error);
      return { task: undefined, retryAfterMs: ProverError.from(error).retryAfterMs };
    }
  };

  return {
    leases: false,
    registerUser: async (userId, wallet, signal) => {
      try {
        const user = await get(`users/${encodeURIComponent(wallet)}`, UserResponseSchema, signal);
        if (user.userId !== '') return user.userId;
      } catch (error) {
        // Whatever a server answers here, the official client registers then.
        if (!isAnswer(error)) throw error;
      }
      const body = encoded(RegisterUserRequestSchema, { uuid: userId, walletAddress: wallet });
      await exchange(server, 'POST', 'users', body, signal, false);
      return userId;
    },
    registerNode: async (userId, signal) => {
      const body = encoded(RegisterNodeRequestSchema, { nodeType: NodeType.CLI_PROVER, userId });
      const answer = decoded(RegisterNodeResponseSchema, await exchange(server, 'POST', 'nodes', body, signal));
      if (answer.nodeId === '') throw new ProverError('orchestrator_failing', 'The server gave no node id');
      return answer.nodeId;
    },
    checkNode: async (nodeId, signal) => {
      try {
        await get(`nodes/${nodeId}`, GetNodeResponseSchema, signal);
      } catch (error) {
        throw codeOf(error) === 'not_found' ? unknownNode(error) : error;
      }
    },
    fetchTasks: async (request, signal): Promise<TaskBatch> => {
      const tasks: Task[] = [];
      try {
        while (tasks.length < request.maxTasks) {
          const { task, retryAfterMs } = await fetchOne(request, signal);
          if (task === undefined && tasks.length === 0) return { tasks, retryAfterMs };
          // A server that hands out the same task again has no other.
          if (task === undefined || tasks.some(({ id }) => id === task.id)) break;
          tasks.push(task);
          if (task.unfit !== undefined) break;
        }
      } catch (error) {
        // A limit ends the batch; what came before it is ours.
        if (tasks.length === 0) throw error;
        return { tasks, retryAfterMs: undefined, ended: ProverError.from(error, 'orchestrator_failing') };
      }
      return { tasks, retryAfterMs: undefined };
    },
    renewLeases: async () => [],
    returnTasks: async () => {},
    submit: async (task, signal) => {
      const request = await submission(task, identity, telemetry?.());
      try {
        await exchange(server, 'POST', 'tasks/submit', toBinary(SubmitProofRequestSchema, request), signal, false);
        unanswered.delete(task.taskId);
        return { duplicate: false };
      } catch (error) {
        const code = codeOf(error);
        const mayHaveArrived = unanswered.has(task.taskId);
        if (!isAnswer(error) || code === 'orchestrator_failing') unanswered.add(task.taskId);
        if (code === 'not_found' && isAboutNode(error)) throw unknownNode(error);
        // Servers delete a task when it is accepted: after an unanswered submission "not found" may mean success.
        if (mayHaveArrived && (code === 'not_found' || code === 'already_done')) {
          throw new ProverError('perhaps_accepted', `An earlier try may have been accepted. ${messageOf(error)}`);
        }
        throw code === 'not_found' ? new ProverError('unknown_task', messageOf(error)) : error;
      }
    },
    program: async (digest) => {
      const known = [...programs.values()].find(({ programDigest }) => programDigest === digest);
      if (known === undefined) throw new ProverError('program_unknown', `No program has the digest ${digest}`);
      return known.load();
    },
    nodeStatistics: () => Promise.reject(unimplemented()),
    networkStatistics: () => Promise.reject(unimplemented()),
  };
}

/** The answer to one fetch. */
interface FetchedOne {
  readonly task: Task | undefined;
  readonly retryAfterMs: number | undefined;
}

function codeOf(error: unknown): string {
  return ProverError.from(error).code;
}

function messageOf(error: unknown): string {
  return ProverError.from(error).message;
}

/** Whether a server answered at all. */
function isAnswer(error: unknown): boolean {
  return !['orchestrator_unreachable', 'orchestrator_timeout', 'aborted'].includes(codeOf(error));
}

function isAboutNode(error: unknown): boolean {
  return /node/i.test(messageOf(error)) && !/task/i.test(messageOf(error));
}

function unknownNode(error: unknown): ProverError {
  return new ProverError('unknown_node', messageOf(error), {
    remedy: 'Register it with `nexus-prover register-node`.',
  });
}

function unimplemented(): ProverError {
  return new ProverError('unimplemented', 'The Nexus v3 protocol has no such question');
}

function encoded<D extends DescMessage>(schema: D, value: MessageInitShape<D>): Uint8Array {
  return toBinary(schema, create(schema, value));
}

function decoded<D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> {
  try {
    return fromBinary(schema, bytes);
  } catch (cause) {
    throw new ProverError('orchestrator_failing', 'The answer is not what the protocol says', { cause });
  }
}
