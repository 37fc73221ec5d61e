// Proving in this tab from the press of the button to the end: registration, turns, holds and stops.
import { effect, type ReadonlySignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { type EventSink, fanOut, type ProverEvent } from '#client/events.ts';
import { fetchVerdict } from '#client/orchestrator/retry-policy.ts';
import type { Pipeline } from '#client/pipeline/pipeline.ts';
import type { EngineId } from '#client/pipeline/task.ts';
import { ProverPool } from '#client/pool/pool.ts';
import { backoffMs, settings } from '#client/settings.ts';
import type { Outbox } from '#client/store/outbox.ts';
import type { BrowserHost } from '../host/browser-host.ts';
import { PROFILE } from './local-prover.ts';
import { provingTurn, turnOptions } from './proving-turn.ts';
import { forgetNode, keptNode } from './registration.ts';
import { restingStart } from './resting.ts';

const BETWEEN_TURNS_MS = 1000;

/** What a session is made of. */
export interface SessionParts {
  readonly host: BrowserHost;
  readonly outbox: Outbox;
  readonly emit: EventSink;
  /** The reader's choices that matter while it runs. */
  readonly workers: ReadonlySignal<number>;
  readonly intensity: ReadonlySignal<number>;
  readonly memoryBytes: ReadonlySignal<number>;
  /** Why the reader's choices hold proving back now. */
  readonly hold: ReadonlySignal<string | undefined>;
  /** Told when the node is known. */
  readonly registered: (nodeId: string) => void;
}

/** One session; it is run once. */
export class ProvingSession {
  readonly #parts: SessionParts;
  readonly #pool: ProverPool;
  readonly #finish = new AbortController();
  readonly #hurry = new AbortController();
  #pipeline: Pipeline | undefined;
  #nodeIds: readonly string[] = [];
  /** Ends the present turn but not the session. */
  #turn = new AbortController();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { host, workers, memoryBytes } = parts;
    const emit = fanOut([parts.emit, (event) => this.#hear(event)]);
    const reserve = settings.memory.reserveBytes;
    this.#pool = new ProverPool(
      {
        start: restingStart(host.startProver, host.clock, parts.intensity),
        clock: host.clock,
        // A page cannot see the memory of the device, so its own limit takes the place of what is free.
        memory: () => ({ rssBytes: 0, availableBytes: memoryBytes.value + reserve }),
        emit,
        settings,
      },
      workers.value,
    );
  }

  /** Takes no more tasks and ends when the present ones are done. */
  finish(): void {
    this.#finish.abort();
  }

  /** Ends at once: what is unfinished is handed back. */
  pause(): void {
    this.#hurry.abort();
    this.#finish.abort();
  }

  /** Proves until it is told to end. Rejects where this browser cannot prove. */
  async prove(): Promise<void> {
    const { hold } = this.#parts;
    const stop = this.#finish.signal;
    const unfollow = effect(() => this.#resize(this.#parts.workers.value));
    const unhold = effect(() => {
      // The reader's choice ends a turn that proves, and the end of it one that only sends.
      if (hold.value !== undefined || this.#nodeIds.length === 0) this.#turn.abort();
    });
    try {
      const engines = [await this.#engine()];
      while (!stop.aborted) {
        await this.#unheld();
        const nodeId = await this.#node();
        if (stop.aborted || nodeId === undefined) break;
        this.#parts.registered(nodeId);
        await this.#run(engines, [nodeId]);
        // A turn that ends at once, for whatever reason, must not ask the orchestrator in a tight circle.
        await this.#parts.host.clock.sleep(BETWEEN_TURNS_MS, stop);
      }
    } finally {
      unfollow();
      unhold();
    }
  }

  /** Sends what is finished, without proving. Ends when the outbox is empty or when it is told to. */
  async deliver(): Promise<void> {
    const { outbox } = this.#parts;
    if ((await outbox.list()).length > 0) await this.#run([], []);
  }

  async #run(engines: readonly EngineId[], nodeIds: readonly string[]): Promise<void> {
    const { host, outbox, emit } = this.#parts;
    this.#turn = new AbortController();
    if (this.#parts.hold.value !== undefined && nodeIds.length > 0) return;
    this.#nodeIds = nodeIds;
    const heard = fanOut([emit, (event) => this.#hear(event)]);
    this.#pipeline = await provingTurn({ host, outbox, pool: this.#pool, engines, nodeIds, emit: heard });
    try {
      await this.#pipeline.run(AbortSignal.any([this.#finish.signal, this.#turn.signal]), this.#hurry.signal);
    } finally {
      this.#pipeline = undefined;
    }
  }

  #resize(workers: number): void {
    this.#pool.resize(workers);
    this.#pipeline?.change(turnOptions(this.#nodeIds, workers));
  }

  /** A database that was made anew does not know this node: the next turn registers again. */
  #hear(event: ProverEvent): void {
    const { host } = this.#parts;
    if (event.type === 'fetch_failed' && event.code === 'unknown_node') {
      void forgetNode(host.store.notes, host.orchestratorName).then(() => this.#turn.abort());
    }
    const answered = event.type === 'submitted' || event.type === 'submission_refused';
    if (answered && this.#nodeIds.length === 0) void this.#finishDelivery();
  }

  async #finishDelivery(): Promise<void> {
    if ((await this.#parts.outbox.list()).length === 0) this.#turn.abort();
  }

  async #engine(): Promise<EngineId> {
    const { name, airDigest, profiles } = await this.#pool.ask((prover) => prover.describe(), this.#finish.signal);
    if (!profiles.includes(PROFILE)) throw new ProverError('unknown_profile', `The engine has no profile ${PROFILE}`);
    return { name, airDigest, profile: PROFILE };
  }

  /** The node's id, however long the orchestrator takes; undefined: the session was ended before. */
  async #node(): Promise<string | undefined> {
    const { host, emit } = this.#parts;
    const signal = this.#finish.signal;
    for (let times = 1; !signal.aborted; times += 1) {
      try {
        const { store, orchestrator, orchestratorName, identity } = host;
        return await keptNode(store.notes, orchestrator, orchestratorName, identity.publicKey, signal);
      } catch (reason) {
        const error = ProverError.from(reason, 'orchestrator_failing');
        const verdict = fetchVerdict(error.code);
        const wait = verdict.action === 'stop' ? verdict.recheckMs : backoffMs(settings.fetching.failure, times);
        const until = host.clock.now() + Math.max(wait, error.retryAfterMs ?? 0);
        const code = error.code === 'orchestrator_unreachable' ? 'orchestrator_unreachable' : 'orchestrator_failing';
        emit({ type: 'idle', reason: { code, until, detail: error.code } });
        await host.clock.sleep(until - host.clock.now(), signal);
      }
    }
    return undefined;
  }

  /** Resolves when nothing holds proving back, or the session is ended; what is finished is sent meanwhile. */
  async #unheld(): Promise<void> {
    const { hold, outbox } = this.#parts;
    while (hold.value !== undefined && !this.#finish.signal.aborted) {
      const because = hold.value;
      const waiting = await outbox.list();
      if (waiting.length > 0 && hold.value === because) await this.#run([], []);
      await this.#otherwiseHeld(because);
    }
  }

  /** Resolves when proving is held back by something else or nothing, or the session is ended. */
  #otherwiseHeld(because: string): Promise<void> {
    const { hold } = this.#parts;
    const stop = this.#finish.signal;
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = effect(() => {
      if (hold.value !== because) resolve();
    });
    stop.addEventListener('abort', () => resolve(), { once: true });
    if (stop.aborted) resolve();
    return promise.finally(end);
  }
}
