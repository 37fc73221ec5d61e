// The stage that proves: takes tasks in turn, keeps what is proven through failures, and stores what is finished.
import { ProverError } from '../errors.ts';
import { blameOf } from '../pool/failures.ts';
import type { Blocked, ProverPool } from '../pool/pool.ts';
import { abortReason } from '../prover/running-prover.ts';
import { backoffMs } from '../settings.ts';
import type { Drafts } from '../store/drafts.ts';
import type { Bell } from './bell.ts';
import type { DifficultyLadder } from './difficulty.ts';
import type { IdleReason } from './idle.ts';
import type { Programs } from './programs.ts';
import type { ProvingSpeed } from './speed.ts';
import { type Stage, UnderWay } from './stage.ts';
import { Storing, type StoringParts } from './storing.ts';
import type { InputProof, Task } from './task.ts';
import type { TaskQueue, WaitingTask } from './task-queue.ts';

/** What proving needs. */
export interface ProvingParts extends StoringParts {
  readonly pool: ProverPool;
  readonly programs: Programs;
  readonly queue: TaskQueue;
  readonly ladder: DifficultyLadder;
  readonly speed: ProvingSpeed;
  readonly bell: Bell;
  readonly giveBack: (task: Task) => void;
  /** Where what is proven of unfinished tasks is kept; without it a crash costs that. */
  readonly drafts: Drafts | undefined;
  /** Whether tasks are handed back when the run stops. */
  readonly leases: boolean;
}

/** Proves tasks. */
export class Proving implements Stage {
  readonly #parts: ProvingParts;
  readonly #underWay = new UnderWay();
  readonly #callOff = new Map<string, AbortController>();
  #blocked: Blocked | undefined;
  /** Since when nothing runs because of memory alone. */
  #shortSince: number | undefined;
  readonly #storing: Storing;

  constructor(parts: ProvingParts) {
    this.#parts = parts;
    this.#storing = new Storing(parts);
  }

  advance(now: number): number {
    const { queue, pool } = this.#parts;
    const hindrances: Blocked[] = [];
    const mayBegin = (task: Task): boolean => {
      const blocked = pool.blocked(task.programDigest);
      if (blocked !== undefined) hindrances.push(blocked);
      return blocked === undefined;
    };
    while (!this.#storing.waits) {
      const waiting = queue.take(now, mayBegin);
      if (waiting === undefined) break;
      this.#begin(waiting, now);
    }
    this.#blocked = hindrances.at(-1);
    this.#giveUpWhatNeverFits(now);
    return Math.min(queue.nextAt(now), this.#blocked?.until ?? Number.POSITIVE_INFINITY);
  }

  idle(now: number): readonly IdleReason[] {
    if (this.#storing.waits) return [{ code: 'store_failed', until: undefined }];
    const { queue } = this.#parts;
    if (queue.length === 0) return [];
    if (this.#blocked !== undefined && this.#blocked.code !== 'all_busy') {
      return [{ code: this.#blocked.code, until: this.#blocked.until }];
    }
    return [{ code: 'task_backing_off', until: queue.nextAt(now) }];
  }

  settled(): Promise<void> {
    return this.#underWay.settled();
  }

  /** How many tasks are being proven. */
  get working(): number {
    return this.#callOff.size - this.#storing.stuck;
  }

  /** Stops proving a task, wherever it is. */
  callOff(taskId: string, code: string): void {
    const waiting = this.#parts.queue.remove(taskId);
    if (waiting !== undefined) this.#abandon(waiting.task, code);
    this.#callOff.get(taskId)?.abort(new ProverError(code, 'The task was called off'));
  }

  #begin(waiting: WaitingTask, now: number): void {
    const { task } = waiting;
    const { book, bell, pool } = this.#parts;
    if (!this.#inTime(waiting, now)) {
      this.#abandon(task, 'deadline_unreachable');
      return;
    }
    book.step(task.id, { do: 'begin' });
    const leave = pool.occupy(task.programDigest);
    const controller = new AbortController();
    this.#callOff.set(task.id, controller);
    const end = (): void => {
      leave();
      this.#callOff.delete(task.id);
      bell.ring();
    };
    this.#underWay.add(this.#work(waiting, controller.signal).finally(end));
  }

  /** Hands tasks back that do not fit into memory although nothing else is being proven. */
  #giveUpWhatNeverFits(now: number): void {
    const { pool, queue, settings } = this.#parts;
    const short = pool.busy === 0 && this.#blocked?.code === 'memory_full';
    this.#shortSince = short ? (this.#shortSince ?? now) : undefined;
    if (this.#shortSince === undefined || now - this.#shortSince < settings.memory.patienceMs) return;
    for (const { task } of [...queue.all()]) {
      if (pool.blocked(task.programDigest)?.code === 'memory_full') this.callOff(task.id, 'memory_insufficient');
    }
  }

  /** Whether the deadline can be met at the speed learned so far. A lease is renewed on the way, a deadline is not. */
  #inTime({ task, done }: WaitingTask, now: number): boolean {
    if (task.deadlineAt === undefined) return true;
    const left = task.estimatedCycles * (1 - done.length / task.inputs.length);
    return now + this.#parts.speed.expectedMs(task.programDigest, left) <= task.deadlineAt;
  }

  async #work(waiting: WaitingTask, signal: AbortSignal): Promise<void> {
    const { task, attempt } = waiting;
    const done: InputProof[] = [...waiting.done];
    let attempts = attempt;
    try {
      for (let input = done.length; input < task.inputs.length; input += 1) {
        const proof = await this.#proveInput(task, input, signal);
        done.push(proof);
        attempts = 1;
        this.#parts.book.step(task.id, { do: 'prove_input', proof });
        await this.#keep(task, done);
      }
    } catch (error) {
      return this.#failed({ ...waiting, done, attempt: attempts }, ProverError.from(error, 'prover_failed'));
    }
    await this.#storing.store(task, done);
    await this.#forget(task);
  }

  /** Makes what is proven of a task durable; the last proof goes to the outbox with the others. */
  async #keep(task: Task, proofs: readonly InputProof[]): Promise<void> {
    const { drafts, orchestrator, clock, emit } = this.#parts;
    if (drafts === undefined || proofs.length >= task.inputs.length) return;
    try {
      await drafts.keep({ task, orchestrator, keptAt: clock.now(), proofs });
    } catch (reason) {
      // It is still in memory: only a crash would cost it now.
      const { code, message } = ProverError.from(reason, 'store_failed');
      emit({ type: 'store_failed', code, message });
    }
  }

  async #forget(task: Task): Promise<void> {
    // One that stays is dropped by the next run.
    if (task.inputs.length > 1) await this.#parts.drafts?.drop(task.id).catch(() => {});
  }

  async #proveInput(task: Task, index: number, signal: AbortSignal): Promise<InputProof> {
    const { pool, programs, speed, emit } = this.#parts;
    const { id: taskId, nodeId, programDigest } = task;
    const input = task.inputs[index] ?? new Uint8Array(0);
    const { elf, verifyingKey } = await programs.get(programDigest, task.engine, signal);
    if (signal.aborted) throw abortReason(signal);
    const { profile } = task.engine;
    const inputs = task.inputs.length;
    const run = await pool.prove({
      taskId,
      elf,
      programDigest,
      input,
      profile,
      verifyingKey,
      expectedCycles: task.estimatedCycles / inputs,
      signal,
      onProgress: (progress, worker) =>
        emit({ type: 'proof_progress', worker, taskId, input: index, inputs, ...progress }),
    });
    const { proof, hash, output, exitCode, cycles, proveMs, verifyMs, bits } = run;
    speed.learn(programDigest, cycles, proveMs);
    emit({
      type: 'input_proven',
      taskId,
      nodeId,
      input: index,
      cycles,
      proveMs,
      verifyMs,
      proofBytes: proof.length,
      proofHash: hash,
      bits,
    });
    return { input, proof, hash, output, exitCode, cycles, proveMs, bits };
  }

  async #failed(waiting: WaitingTask, error: ProverError): Promise<void> {
    const { book, queue, settings, clock, ladder, programs, emit } = this.#parts;
    const { task, attempt } = waiting;
    const { code, message } = error;
    const blame = blameOf(code);
    if (blame !== 'nobody')
      emit({ type: 'attempt_failed', taskId: task.id, nodeId: task.nodeId, attempt, code, message });
    // A wrong proof may come from a verifying key that was damaged, too.
    if (blame === 'program' || blame === 'key') await programs.forget(task.programDigest, task.engine).catch(() => {});
    const counted = blame === 'server' ? attempt - 1 : attempt;
    if (blame === 'task' || blame === 'nobody' || counted >= settings.proving.attempts) {
      if (blame !== 'nobody') ladder.failed(task.nodeId, task.difficulty);
      return this.#abandon(task, error.code);
    }
    const wait = blame === 'server' ? settings.fetching.failure.firstMs : backoffMs(settings.proving.backoff, attempt);
    const notBefore = clock.now() + Math.max(wait, error.retryAfterMs ?? 0);
    book.step(task.id, { do: 'fail', notBefore, attempt: counted + 1 });
    queue.add({ task, done: waiting.done, attempt: counted + 1, notBefore });
  }

  #abandon(task: Task, code: string): void {
    const { book, leases } = this.#parts;
    book.step(task.id, { do: 'abandon', code });
    // Where nothing is handed back the next run goes on with it.
    if (code !== 'stopping' || leases) this.#underWay.add(this.#forget(task));
    // A lost lease is somebody else's already.
    if (code !== 'lease_lost') this.#parts.giveBack(task);
  }
}
