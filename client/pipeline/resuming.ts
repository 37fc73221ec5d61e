// The stage that takes up again what an earlier run had proven in part, where the task is still ours.
import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import type { EventSink } from '../events.ts';
import type { OrchestratorClient } from '../orchestrator/orchestrator-client.ts';
import { fetchVerdict } from '../orchestrator/retry-policy.ts';
import { backoffMs, type Settings, withJitter } from '../settings.ts';
import type { Draft, Drafts } from '../store/drafts.ts';
import type { Bell } from './bell.ts';
import { type Stage, UnderWay } from './stage.ts';
import { type EngineId, type InputProof, sameEngine, type Task } from './task.ts';

/** What resuming needs. */
export interface ResumingParts {
  readonly drafts: Drafts | undefined;
  readonly orchestrator: OrchestratorClient;
  readonly orchestratorName: string;
  readonly engines: readonly EngineId[];
  readonly clock: Clock;
  readonly bell: Bell;
  readonly emit: EventSink;
  readonly settings: Settings;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Whether all of the task is proven already and only waits to be submitted. */
  readonly finished: (taskId: string) => Promise<boolean>;
  /** Takes the task into work. */
  readonly take: (task: Task, done: readonly InputProof[]) => void;
}

/** Asks whether the leases of drafts are still held, and hands on those that are. */
export class Resuming implements Stage {
  readonly #parts: ResumingParts;
  readonly #underWay = new UnderWay();
  /** Drafts that wait for the answer whether they are still ours. */
  readonly #waiting = new Map<string, Draft>();
  #failures = 0;
  #nextAt = 0;
  #asking = false;

  constructor(parts: ResumingParts) {
    this.#parts = parts;
  }

  /** Reads what an earlier run left, and drops what cannot be wanted any more. */
  async load(): Promise<void> {
    const { drafts, orchestrator, orchestratorName, clock, settings, finished } = this.#parts;
    const now = clock.now();
    for (const draft of (await drafts?.list()) ?? []) {
      const { task, keptAt } = draft;
      const old = now - keptAt > settings.drafts.longestMs || (task.deadlineAt ?? now) < now;
      if (old || (await finished(task.id))) await this.#drop(task.id);
      else if (draft.orchestrator !== orchestratorName || !this.#provable(task)) continue;
      else if (orchestrator.leases) this.#waiting.set(task.id, draft);
      else this.#resume(draft, undefined);
    }
  }

  advance(now: number): number {
    if (this.#waiting.size === 0 || this.#asking) return Number.POSITIVE_INFINITY;
    if (now < this.#nextAt) return this.#nextAt;
    this.#asking = true;
    const end = (): void => {
      this.#asking = false;
      this.#parts.bell.ring();
    };
    this.#underWay.add(this.#ask().finally(end));
    return Number.POSITIVE_INFINITY;
  }

  idle(): readonly [] {
    return [];
  }

  settled(): Promise<void> {
    return this.#underWay.settled();
  }

  /** What is proven of a task that was handed out again; it counts as taken up then. */
  proven(task: Task): readonly InputProof[] {
    const draft = this.#waiting.get(task.id);
    if (!this.#waiting.delete(task.id) || draft === undefined) return [];
    if (sameWork(draft.task, task)) return draft.proofs;
    this.#underWay.add(this.#drop(task.id));
    return [];
  }

  #provable({ engine }: Task): boolean {
    return this.#parts.engines.some((ours) => sameEngine(ours, engine));
  }

  async #ask(): Promise<void> {
    const { orchestrator, clock, emit, settings, random, signal } = this.#parts;
    const byNode = Map.groupBy([...this.#waiting.values()], ({ task }) => task.nodeId);
    for (const [nodeId, drafts] of byNode) {
      try {
        const ids = drafts.map(({ task }) => task.id);
        const leases = await orchestrator.renewLeases(nodeId, ids, signal);
        this.#failures = 0;
        for (const draft of drafts) {
          // It may have been handed out again meanwhile.
          if (!this.#waiting.delete(draft.task.id)) continue;
          const lease = leases.find(({ taskId }) => taskId === draft.task.id);
          if (lease?.held) this.#resume(draft, lease.expiresAt);
          else await this.#drop(draft.task.id);
        }
      } catch (reason) {
        if (signal.aborted) return;
        const { code, message, retryAfterMs } = ProverError.from(reason, 'orchestrator_failing');
        if (fetchVerdict(code).action === 'stop') {
          for (const { task } of drafts) {
            this.#waiting.delete(task.id);
            await this.#drop(task.id);
          }
          continue;
        }
        this.#failures += 1;
        const wait = Math.max(backoffMs(settings.fetching.failure, this.#failures), retryAfterMs ?? 0);
        this.#nextAt = clock.now() + withJitter(Math.min(wait, settings.fetching.longestRetryAfterMs), random);
        emit({ type: 'renewal_failed', nodeId, code, message, nextAt: this.#nextAt });
      }
    }
  }

  #resume({ task, proofs }: Draft, leaseExpiresAt: number | undefined): void {
    const { clock, emit, take } = this.#parts;
    const { id: taskId, nodeId, inputs } = task;
    emit({ type: 'task_resumed', taskId, nodeId, done: proofs.length, inputs: inputs.length });
    take({ ...task, leaseExpiresAt, fetchedAt: clock.now() }, proofs);
  }

  async #drop(taskId: string): Promise<void> {
    // One that stays is dropped by a later run.
    await this.#parts.drafts?.drop(taskId).catch(() => {});
  }
}

/** Whether two tasks of one id are the same work. */
function sameWork(one: Task, other: Task): boolean {
  return (
    one.programDigest === other.programDigest &&
    sameEngine(one.engine, other.engine) &&
    one.inputs.length === other.inputs.length &&
    one.inputs.every((input, index) => sameBytes(input, other.inputs[index]))
  );
}

function sameBytes(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.length === other?.length && one.every((byte, index) => byte === other[index]);
}
