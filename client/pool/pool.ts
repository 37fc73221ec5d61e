// The pool: at most so many disposable provers, each for one proof, with memory admission and a breaker.
import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import type { EventSink } from '../events.ts';
import type { Answer, Progress, ProofJob, ProvedRun, Prover } from '../prover/messages.ts';
import { MESSAGE_VERSION } from '../prover/messages.ts';
import { callProver, type RunningProver, type StartProver } from '../prover/running-prover.ts';
import type { Settings } from '../settings.ts';
import { Breaker } from './breaker.ts';
import { blameOf } from './failures.ts';
import { KeyCache } from './key-cache.ts';
import { type HostMemory, MemoryAdmission } from './memory-admission.ts';

const NOTHING = new Uint8Array(0);

/** What a pool is made of. */
export interface PoolParts {
  readonly start: StartProver;
  readonly clock: Clock;
  readonly memory: () => HostMemory;
  readonly emit: EventSink;
  readonly settings: Settings;
}

/** What to prove, and for which task. */
export interface ProofRequest extends Omit<ProofJob, 'version' | 'provingKey'> {
  readonly taskId: string;
  /** How many cycles the run is expected to have; 0 or nothing: not known. */
  readonly expectedCycles?: number;
  /** Hears how far it is, and in which worker. */
  readonly onProgress?: (progress: Progress, worker: number) => void;
  readonly signal?: AbortSignal;
}

/** Why nothing may begin now. */
export interface Blocked {
  readonly code: 'all_busy' | 'engine_crash_loop' | 'memory_full';
  /** When to look again; undefined: when something ends. */
  readonly until: number | undefined;
}

/** Disposable provers of one engine. */
export class ProverPool {
  readonly #parts: PoolParts;
  readonly #breaker: Breaker;
  readonly #admission: MemoryAdmission;
  readonly #keys: KeyCache;
  #size: number;
  #busy = 0;
  #started = 0;

  constructor(parts: PoolParts, size: number) {
    this.#parts = parts;
    this.#size = size;
    this.#breaker = new Breaker(parts.settings.breaker);
    this.#admission = new MemoryAdmission(parts.settings.memory);
    this.#keys = new KeyCache(parts.settings.memory.keyCacheBytes);
  }

  /** How many proofs are under way. */
  get busy(): number {
    return this.#busy;
  }

  get size(): number {
    return this.#size;
  }

  /** Changes the number of workers; those at work finish. */
  resize(size: number): void {
    this.#size = size;
  }

  /** Why a proof of this program may not begin now; undefined: it may. */
  blocked(programDigest: string): Blocked | undefined {
    if (this.#busy >= this.#size) return { code: 'all_busy', until: undefined };
    const now = this.#parts.clock.now();
    const closed = this.#breaker.closedUntil(now);
    if (closed !== undefined) return { code: 'engine_crash_loop', until: Number.isFinite(closed) ? closed : undefined };
    if (this.#admission.admits(programDigest, this.#parts.memory())) return undefined;
    return { code: 'memory_full', until: now + this.#parts.settings.memory.recheckMs };
  }

  /** Takes a seat for proofs of a program, when `blocked` says nothing; the result gives it back. */
  occupy(programDigest: string): () => void {
    const end = this.#admission.begin(programDigest);
    this.#busy += 1;
    this.#breaker.began();
    return () => {
      end();
      this.#busy -= 1;
      this.#breaker.toldNothing();
    };
  }

  /** One attempt at one proof, in a prover of its own, from a seat that `occupy` gave. */
  async prove(request: ProofRequest): Promise<ProvedRun> {
    const { taskId, expectedCycles = 0, onProgress, signal, ...job } = request;
    const { clock, settings } = this.#parts;
    const { programDigest, profile } = job;
    const cached = await this.#keys.fitting({ programDigest, profile, cycles: expectedCycles });
    const limits = { deadlineMs: settings.proving.deadlineMs, silenceMs: settings.proving.silenceMs, signal };
    try {
      const proven = await this.#inOneProver(taskId, (running, worker) =>
        callProver(running, clock, limits, (prover, heard) => {
          const message = { ...job, version: MESSAGE_VERSION, provingKey: cached?.key ?? NOTHING } as const;
          return prover.prove(message, (progress) => {
            heard();
            onProgress?.(progress, worker);
          });
        }),
      );
      this.#admission.learn(job.programDigest, proven.wasmBytes);
      await this.#keys.used(proven.keyId, { programDigest, profile, cycles: proven.cycles }, proven.provingKey);
      this.#breaker.succeeded();
      return proven;
    } catch (error) {
      const { code } = ProverError.from(error, 'prover_failed');
      const blame = blameOf(code);
      if (cached !== undefined && blame === 'key') this.#keys.forget(cached.id);
      if (blame === 'prover') this.#breaker.crashed(taskId, clock.now());
      else if (blame === 'task') this.#breaker.succeeded();
      throw error;
    }
  }

  /** Asks something short of a prover of its own: a digest, a key, a run, a verification. */
  async ask<T>(call: (prover: Prover) => Promise<Answer<T>>, signal?: AbortSignal): Promise<T> {
    const limits = { deadlineMs: this.#parts.settings.proving.deadlineMs, signal };
    return this.#inOneProver('', (running) => callProver(running, this.#parts.clock, limits, call));
  }

  /** Starts a prover, has it used, and ends it whatever happened; both ends are told with the memory given back. */
  async #inOneProver<T>(taskId: string, use: (running: RunningProver, worker: number) => Promise<T>): Promise<T> {
    const { clock, emit, memory } = this.#parts;
    const worker = ++this.#started;
    const begin = clock.elapsed();
    const running = await this.#start();
    emit({ type: 'worker_started', worker, taskId, startMs: clock.elapsed() - begin });
    let reason = 'done';
    let wasmBytes = 0;
    try {
      const value = await use(running, worker);
      wasmBytes = (value as { wasmBytes?: number } | null)?.wasmBytes ?? 0;
      return value;
    } catch (error) {
      reason = ProverError.from(error, 'prover_failed').code;
      throw error;
    } finally {
      const rssBeforeBytes = memory().rssBytes;
      await running.end();
      const release = { rssBeforeBytes, rssAfterBytes: memory().rssBytes, wasmBytes };
      emit({ type: 'worker_ended', worker, taskId, reason, ms: clock.elapsed() - begin, release });
    }
  }

  async #start(): Promise<RunningProver> {
    try {
      return await this.#parts.start();
    } catch (error) {
      throw ProverError.from(error, 'prover_start_failed');
    }
  }
}
