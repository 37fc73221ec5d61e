// The stage that fetches: each node in its own time, the free room shared out between those that are due.
import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import type { EventSink } from '../events.ts';
import type { OrchestratorClient } from '../orchestrator/orchestrator-client.ts';
import type { Bell } from './bell.ts';
import type { DifficultyLadder } from './difficulty.ts';
import {
  afterEmpty,
  afterFailure,
  afterTasks,
  type FetchRules,
  type FetchSchedule,
  NEVER_ASKED,
} from './fetch-schedule.ts';
import type { IdleReason } from './idle.ts';
import { type Stage, UnderWay } from './stage.ts';
import { type EngineId, sameEngine, type Task } from './task.ts';
import type { TaskBook } from './task-book.ts';
import type { TaskQueue } from './task-queue.ts';

/** What fetching needs. */
export interface FetchingParts {
  readonly orchestrator: OrchestratorClient;
  readonly queue: TaskQueue;
  readonly book: TaskBook;
  readonly ladder: DifficultyLadder;
  readonly engines: readonly EngineId[];
  readonly clock: Clock;
  readonly bell: Bell;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
  /** Hands a lease back. */
  readonly giveBack: (task: Task) => void;
  /** Takes a task into work. */
  readonly take: (task: Task) => void;
  /** Whether all of a task is proven already and only waits to be submitted. */
  readonly finished: (taskId: string) => Promise<boolean>;
}

/** Asks for tasks. */
export class Fetching implements Stage {
  readonly #parts: FetchingParts;
  readonly #underWay = new UnderWay();
  readonly #asking = new Set<string>();
  readonly #schedules = new Map<string, FetchSchedule>();
  readonly #askedLast = new Map<string, number>();
  /** Room promised to fetches under way. */
  #reserved = 0;
  #asks = 0;
  rules: FetchRules;
  batchSize: number;
  nodeIds: readonly string[];

  constructor(parts: FetchingParts, nodeIds: readonly string[], batchSize: number, rules: FetchRules) {
    this.#parts = parts;
    this.nodeIds = nodeIds;
    this.batchSize = batchSize;
    this.rules = rules;
  }

  advance(now: number): number {
    const { queue } = this.#parts;
    const idle = this.nodeIds.filter((nodeId) => !this.#asking.has(nodeId));
    const due = idle.filter((nodeId) => this.schedule(nodeId).nextAt <= now);
    due.sort((one, other) => (this.#askedLast.get(one) ?? 0) - (this.#askedLast.get(other) ?? 0));
    for (const [index, nodeId] of due.entries()) {
      const room = queue.capacity - queue.length - this.#reserved;
      if (room <= 0 || this.#underWay.size >= this.rules.settings.concurrent) return Number.POSITIVE_INFINITY;
      const share = Math.floor(room / (due.length - index));
      this.#ask(nodeId, Math.min(this.batchSize, Math.max(1, share)));
    }
    const later = idle.filter((nodeId) => !this.#asking.has(nodeId)).map((nodeId) => this.schedule(nodeId).nextAt);
    return Math.min(Number.POSITIVE_INFINITY, ...later);
  }

  idle(): readonly IdleReason[] {
    if (this.nodeIds.length === 0) return [{ code: 'no_nodes', until: undefined }];
    const reasons = this.nodeIds.map((nodeId) => {
      const { nextAt, idle } = this.schedule(nodeId);
      return this.#asking.has(nodeId) ? ({ code: 'fetching', until: undefined } as const) : { ...idle, until: nextAt };
    });
    // The least important reason rules: one node that may still get work is enough to go on.
    return reasons;
  }

  settled(): Promise<void> {
    return this.#underWay.settled();
  }

  /** Forgets what a node was told. */
  askAgain(nodeId: string): void {
    this.#schedules.delete(nodeId);
  }

  /** A node's place in time. */
  schedule(nodeId: string): FetchSchedule {
    return this.#schedules.get(nodeId) ?? NEVER_ASKED;
  }

  #ask(nodeId: string, maxTasks: number): void {
    this.#asking.add(nodeId);
    this.#askedLast.set(nodeId, ++this.#asks);
    this.#reserved += maxTasks;
    const end = (): void => {
      this.#asking.delete(nodeId);
      this.#reserved -= maxTasks;
      this.#parts.bell.ring();
    };
    this.#underWay.add(this.#fetch(nodeId, maxTasks).finally(end));
  }

  async #fetch(nodeId: string, maxTasks: number): Promise<void> {
    const { orchestrator, ladder, engines, clock, emit, signal, finished } = this.#parts;
    const begin = clock.elapsed();
    const before = this.schedule(nodeId);
    try {
      const maxDifficulty = ladder.ask(nodeId);
      const batch = await orchestrator.fetchTasks({ nodeId, maxDifficulty, maxTasks, engines }, signal);
      const now = clock.now();
      const unfit = batch.tasks.map((task) => this.#unfit(task));
      const waiting = await Promise.all(batch.tasks.map(({ id }) => finished(id)));
      const taken = batch.tasks.filter((task, index) => !waiting[index] && this.#take(task, unfit[index])).length;
      if (taken > 0) {
        this.#schedules.set(nodeId, afterTasks(before, now, this.rules, batch.ended));
        emit({ type: 'batch_fetched', nodeId, tasks: taken, ms: clock.elapsed() - begin });
      } else {
        // Tasks of which none can be taken must not be asked for again at once.
        const code = unfit.find((why) => why !== undefined);
        if (code !== undefined)
          throw new ProverError(code, `None of ${unfit.length} tasks can be proven by this client`);
        const next = afterEmpty(before, now, batch.retryAfterMs, this.rules);
        this.#schedules.set(nodeId, next);
        emit({ type: 'no_tasks', nodeId, inARow: before.emptyInARow + 1, nextAt: next.nextAt });
      }
    } catch (reason) {
      if (signal.aborted) return;
      const error = ProverError.from(reason, 'orchestrator_failing');
      const next = afterFailure(before, clock.now(), error, this.rules);
      this.#schedules.set(nodeId, next);
      emit({ type: 'fetch_failed', nodeId, code: error.code, message: error.message, nextAt: next.nextAt });
    }
  }

  #take(task: Task, unfit: string | undefined): boolean {
    const { book, emit, giveBack, take } = this.#parts;
    if (book.get(task.id) !== undefined) return false;
    if (unfit !== undefined) {
      emit({ type: 'task_skipped', taskId: task.id, nodeId: task.nodeId, code: unfit });
      giveBack(task);
      return false;
    }
    take(task);
    return true;
  }

  /** Why this client cannot prove a task. */
  #unfit({ unfit, inputs, engine }: Task): string | undefined {
    if (unfit !== undefined) return unfit;
    if (inputs.length === 0) return 'task_malformed';
    return this.#parts.engines.some((ours) => sameEngine(ours, engine)) ? undefined : 'engine_outdated';
  }
}
