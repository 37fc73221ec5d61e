// What the client asks of an orchestrator, whatever the protocol.

import type { ProverError } from '../errors.ts';
import type { Difficulty, EngineId, Task } from '../pipeline/task.ts';
import type { FinishedTask } from '../store/finished-task.ts';

/** A fetch for one node. */
export interface FetchRequest {
  readonly nodeId: string;
  readonly maxDifficulty: Difficulty;
  readonly maxTasks: number;
  readonly engines: readonly EngineId[];
}

/** What a fetch brought; no tasks is an ordinary answer. */
export interface TaskBatch {
  readonly tasks: readonly Task[];
  /** How long the server asks us to wait where there was none. */
  readonly retryAfterMs: number | undefined;
  /** What ended the batch early: the next fetch waits for it, although tasks came. */
  readonly ended?: ProverError;
}

/** A lease after its renewal. */
export interface LeaseState {
  readonly taskId: string;
  readonly held: boolean;
  readonly expiresAt: number | undefined;
}

/** A program and the key that its proofs are verified with. */
export interface Program {
  readonly name: string;
  readonly elf: Uint8Array;
  /** Empty where the protocol does not bring one. */
  readonly verifyingKey: Uint8Array;
}

/** What one node has done, by the server's books. */
export interface NodeStatistics {
  readonly accepted: number;
  readonly refused: number;
  readonly cycles: number;
  readonly leased: number;
}

/** What the whole network has done. */
export interface NetworkStatistics extends NodeStatistics {
  readonly users: number;
  readonly nodes: number;
  readonly queued: number;
}

/** An orchestrator. Every failure is a `ProverError` whose code the retry policy knows. */
export interface OrchestratorClient {
  /** Whether tasks are leased for a time that can be renewed. */
  readonly leases: boolean;
  /** The user's id: the one sent, or that of the user who had this wallet before. */
  registerUser(userId: string, wallet: string, signal?: AbortSignal): Promise<string>;
  registerNode(userId: string, signal?: AbortSignal): Promise<string>;
  /** Throws `unknown_node` where the orchestrator does not know the node. */
  checkNode(nodeId: string, signal?: AbortSignal): Promise<void>;
  fetchTasks(request: FetchRequest, signal?: AbortSignal): Promise<TaskBatch>;
  renewLeases(nodeId: string, taskIds: readonly string[], signal?: AbortSignal): Promise<readonly LeaseState[]>;
  returnTasks(nodeId: string, taskIds: readonly string[], signal?: AbortSignal): Promise<void>;
  /** True where the very same proofs had been accepted before. */
  submit(task: FinishedTask, signal?: AbortSignal): Promise<{ readonly duplicate: boolean }>;
  program(digest: string, signal?: AbortSignal): Promise<Program>;
  /** Both throw `unimplemented` where the protocol has no such question. */
  nodeStatistics(nodeId: string, signal?: AbortSignal): Promise<NodeStatistics>;
  networkStatistics(signal?: AbortSignal): Promise<NetworkStatistics>;
}
