// The pipeline: one loop that lets each stage start what is due, and sleeps until something ends or it is time.
import type { Clock } from '../clock.ts';
import type { EventSink } from '../events.ts';
import type { OrchestratorClient } from '../orchestrator/orchestrator-client.ts';
import type { ProverPool } from '../pool/pool.ts';
import type { Settings } from '../settings.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Drafts } from '../store/drafts.ts';
import type { Outbox } from '../store/outbox.ts';
import { Bell } from './bell.ts';
import type { DifficultyLadder } from './difficulty.ts';
import type { FetchRules } from './fetch-schedule.ts';
import { Fetching } from './fetching.ts';
import { type IdleReason, leastImportant, mostImportant } from './idle.ts';
import { Programs } from './programs.ts';
import { Proving } from './proving.ts';
import { Renewing } from './renewing.ts';
import { Resuming } from './resuming.ts';
import { ProvingSpeed } from './speed.ts';
import { type Stage, UnderWay } from './stage.ts';
import { Submitting } from './submitting.ts';
import type { EngineId, InputProof, Task } from './task.ts';
import { TaskBook } from './task-book.ts';
import { TaskQueue } from './task-queue.ts';

/** What may change while it runs. */
export interface PipelineOptions {
  readonly nodeIds: readonly string[];
  readonly queueCapacity: number;
  readonly batchSize: number;
  readonly rules: FetchRules;
}

/** What a pipeline is made of. */
export interface PipelineParts {
  readonly orchestrator: OrchestratorClient;
  /** What finished proofs are kept for, most often the orchestrator's address. */
  readonly orchestratorName: string;
  readonly pool: ProverPool;
  readonly outbox: Outbox;
  /** Where what is proven of unfinished tasks outlives a crash. */
  readonly drafts?: Drafts;
  readonly programs: Blobs;
  readonly ladder: DifficultyLadder;
  readonly engines: readonly EngineId[];
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly settings: Settings;
}

/** The numbers that a dashboard and a status page show. */
export interface PipelineStatus {
  readonly queued: number;
  readonly capacity: number;
  readonly proving: number;
  readonly workers: number;
  readonly outbox: number;
  readonly idle: IdleReason | undefined;
}

/** Fetches, proves, stores and submits until it is stopped. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #bell = new Bell();
  readonly #book: TaskBook;
  readonly #queue: TaskQueue;
  readonly #fetching: Fetching;
  readonly #proving: Proving;
  readonly #submitting: Submitting;
  readonly #renewing: Renewing;
  readonly #resuming: Resuming;
  /** No more fetches and renewals. */
  readonly #stopped = new AbortController();
  /** No more submissions. */
  readonly #cut = new AbortController();
  readonly #givingBack = new Map<string, Task[]>();
  readonly #returns = new UnderWay();
  #idle: IdleReason | undefined;

  constructor(parts: PipelineParts, options: PipelineOptions) {
    this.#parts = parts;
    this.#book = new TaskBook(parts.emit);
    this.#queue = new TaskQueue(options.queueCapacity);
    const { random } = options.rules;
    const speed = new ProvingSpeed();
    const programs = new Programs(parts.programs, parts.orchestrator);
    const giveBack = (task: Task): void => this.#giveBack(task);
    const lost = (taskId: string): void => this.#proving.callOff(taskId, 'lease_lost');
    const stored = (id: string, task: Task): void => this.#submitting.add(id, task.difficulty);
    const orchestrator = parts.orchestratorName;
    const finished = (taskId: string): Promise<boolean> => this.#submitting.finished(taskId);
    const shared = { ...parts, queue: this.#queue, book: this.#book, bell: this.#bell, random, giveBack };
    const signal = this.#stopped.signal;
    const fetched = (task: Task): void => this.#take(task, this.#resuming.proven(task));
    const take = (task: Task, done: readonly InputProof[]): void => this.#take(task, done);
    const { drafts } = parts;
    const { leases } = parts.orchestrator;
    this.#resuming = new Resuming({ ...shared, drafts, signal, finished, take });
    this.#fetching = new Fetching(
      { ...shared, signal, finished, take: fetched },
      options.nodeIds,
      options.batchSize,
      options.rules,
    );
    this.#proving = new Proving({ ...shared, programs, speed, stored, orchestrator, drafts, leases });
    this.#submitting = new Submitting({ ...shared, signal: this.#cut.signal });
    this.#renewing = new Renewing({ ...shared, lost, signal });
  }

  /** What it is doing now. */
  get status(): PipelineStatus {
    const { pool } = this.#parts;
    return {
      queued: this.#queue.length,
      capacity: this.#queue.capacity,
      proving: this.#proving.working,
      workers: pool.size,
      outbox: this.#submitting.length,
      idle: this.#idle,
    };
  }

  /** Changes what may change while it runs. */
  change(options: PipelineOptions): void {
    this.#queue.capacity = options.queueCapacity;
    this.#fetching.nodeIds = options.nodeIds;
    this.#fetching.batchSize = options.batchSize;
    this.#fetching.rules = options.rules;
    this.#bell.ring();
  }

  /** Lets nodes ask at once that were told to wait: what they waited for has been repaired. */
  askAgain(nodeIds: readonly string[]): void {
    for (const nodeId of nodeIds) this.#fetching.askAgain(nodeId);
    this.#bell.ring();
  }

  /**
   * Runs until the signal is aborted; then proofs under way may go on for the grace time, what is not done by then is
   * handed back, and finished proofs stay in the outbox. Resolves when nothing is under way any more.
   */
  async run(signal: AbortSignal, hurry?: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    await this.#submitting.load();
    await this.#resuming.load();
    const stages: readonly Stage[] = [this.#resuming, this.#renewing, this.#submitting, this.#proving, this.#fetching];
    while (!signal.aborted) {
      const now = clock.now();
      const next = Math.min(...stages.map((stage) => stage.advance(now)));
      this.#tellIdle(now);
      this.#sendBack();
      await this.#bell.wait(clock, next - now, signal);
    }
    await this.#stop(hurry);
  }

  async #stop(hurry: AbortSignal | undefined): Promise<void> {
    const { clock, settings } = this.#parts;
    this.#idle = { code: 'stopping', until: clock.now() + settings.stopping.graceMs };
    this.#parts.emit({ type: 'idle', reason: this.#idle });
    for (const { task } of [...this.#queue.all()]) this.#callBack(task);
    await this.#within(settings.stopping.graceMs, this.#proving.settled(), hurry);
    for (const { task, state } of this.#book.entries()) if (state.at === 'proving') this.#callBack(task);
    await this.#proving.settled();
    for (const { task } of [...this.#queue.all()]) this.#callBack(task);
    this.#submitting.advance(clock.now());
    this.#stopped.abort();
    this.#sendBack();
    const asking = [this.#resuming.settled(), this.#fetching.settled()];
    const rest = [this.#returns.settled(), this.#submitting.settled(), ...asking];
    // Answers that are on their way are worth a moment even in a hurry; what is cut off is submitted again another time.
    await this.#within(settings.stopping.lastAnswersMs, Promise.all(rest));
    this.#cut.abort();
    await this.#submitting.settled();
  }

  /** Waits for work, for so long. */
  async #within(ms: number, work: Promise<unknown>, hurry?: AbortSignal): Promise<void> {
    const over = new AbortController();
    const signals = hurry ? [over.signal, hurry] : [over.signal];
    await Promise.race([work, this.#parts.clock.sleep(ms, AbortSignal.any(signals))]);
    over.abort();
  }

  /** Takes a task into work. */
  #take(task: Task, done: readonly InputProof[]): void {
    if (this.#book.enter(task, done)) this.#queue.add({ task, done, attempt: 1, notBefore: 0 });
    this.#bell.ring();
  }

  #callBack(task: Task): void {
    this.#proving.callOff(task.id, 'stopping');
    this.#giveBack(task);
  }

  #giveBack(task: Task): void {
    const tasks = this.#givingBack.get(task.nodeId) ?? [];
    if (!tasks.some(({ id }) => id === task.id)) this.#givingBack.set(task.nodeId, [...tasks, task]);
    this.#bell.ring();
  }

  /** Hands leases back, once: a server that does not hear of it lets them expire. */
  #sendBack(): void {
    const { orchestrator } = this.#parts;
    for (const [nodeId, tasks] of this.#givingBack) {
      const ids = tasks.map(({ id }) => id);
      if (orchestrator.leases) this.#returns.add(orchestrator.returnTasks(nodeId, ids).catch(() => {}));
    }
    this.#givingBack.clear();
  }

  /** Tells why nothing is being proven, when that changes. */
  #tellIdle(now: number): void {
    const working = this.#proving.working > 0;
    const reason = working
      ? undefined
      : mostImportant([...this.#proving.idle(now), leastImportant(this.#fetching.idle())]);
    if (reason?.code === this.#idle?.code && reason?.until === this.#idle?.until) return;
    this.#idle = reason;
    this.#parts.emit({ type: 'idle', reason });
  }
}
