// The stage that submits: brings every finished proof to its orchestrator until it is accepted or finally refused.
import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import type { EventSink } from '../events.ts';
import type { OrchestratorClient } from '../orchestrator/orchestrator-client.ts';
import { submissionVerdict } from '../orchestrator/retry-policy.ts';
import { backoffMs, type Settings, withJitter } from '../settings.ts';
import { type FinishedTask, readableName } from '../store/finished-task.ts';
import type { Outbox } from '../store/outbox.ts';
import type { Bell } from './bell.ts';
import type { DifficultyLadder } from './difficulty.ts';
import type { IdleReason } from './idle.ts';
import { type Stage, UnderWay } from './stage.ts';
import type { Difficulty } from './task.ts';
import type { TaskBook } from './task-book.ts';

/** What submitting needs. */
export interface SubmittingParts {
  readonly orchestrator: OrchestratorClient;
  /** The orchestrator's name; entries for another one wait. */
  readonly orchestratorName: string;
  readonly outbox: Outbox;
  readonly book: TaskBook;
  readonly ladder: DifficultyLadder;
  readonly clock: Clock;
  readonly bell: Bell;
  readonly emit: EventSink;
  readonly settings: Settings;
  readonly random: () => number;
  /** Cuts submissions off; their proofs stay in the outbox. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly nextAt: number;
  /** Tries that the entry itself has used up. */
  readonly tries: number;
  readonly difficulty: Difficulty | undefined;
}

/** Submits what the outbox holds. */
export class Submitting implements Stage {
  readonly #parts: SubmittingParts;
  readonly #underWay = new UnderWay();
  readonly #waiting = new Map<string, Waiting>();
  readonly #sending = new Set<string>();
  /** Failures of the server in a row; all entries wait together, so that many of them do not hammer it. */
  #failures = 0;
  #pausedUntil = 0;

  constructor(parts: SubmittingParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier run left. */
  async load(): Promise<void> {
    for (const id of await this.#parts.outbox.list()) this.add(id, undefined);
  }

  /** Whether the finished proofs of a task wait here: a server may hand it out again before it gets them. */
  async finished(taskId: string): Promise<boolean> {
    const alike = [...this.#waiting.keys(), ...this.#sending].filter((id) => id.startsWith(`${readableName(taskId)}.`));
    for (const id of alike) {
      const entry = await this.#parts.outbox.read(id).catch(() => undefined);
      if (entry?.taskId === taskId && entry.orchestrator === this.#parts.orchestratorName) return true;
    }
    return false;
  }

  /** How many entries are known to wait. */
  get length(): number {
    return this.#waiting.size + this.#underWay.size;
  }

  /** A new entry. */
  add(id: string, difficulty: Difficulty | undefined): void {
    this.#waiting.set(id, { nextAt: 0, tries: 0, difficulty });
    this.#parts.bell.ring();
  }

  advance(now: number): number {
    if (now < this.#pausedUntil) return this.#waiting.size > 0 ? this.#pausedUntil : Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const [id, waiting] of this.#waiting) {
      if (this.#underWay.size >= this.#parts.settings.submitting.concurrent) return Number.POSITIVE_INFINITY;
      if (waiting.nextAt > now) {
        next = Math.min(next, waiting.nextAt);
        continue;
      }
      this.#waiting.delete(id);
      this.#sending.add(id);
      const end = (): void => {
        this.#sending.delete(id);
        this.#parts.bell.ring();
      };
      this.#underWay.add(this.#submit(id, waiting).finally(end));
      // After a failure one entry at a time finds out whether the server is well again.
      if (this.#failures > 0) return Number.POSITIVE_INFINITY;
    }
    return next;
  }

  idle(): readonly IdleReason[] {
    return [];
  }

  settled(): Promise<void> {
    return this.#underWay.settled();
  }

  async #submit(id: string, waiting: Waiting): Promise<void> {
    const { orchestrator, orchestratorName, outbox, book, ladder, emit, signal } = this.#parts;
    let task: FinishedTask | undefined;
    try {
      task = await outbox.read(id);
      if (task.orchestrator !== orchestratorName) {
        throw new ProverError(
          'other_orchestrator',
          `This proof is for ${task.orchestrator}, and waits for a run with that address; had the server only moved: nexus-prover outbox move`,
        );
      }
      const { duplicate } = await orchestrator.submit(task, signal);
      const { taskId, nodeId, proofs } = task;
      const proveMs = proofs.reduce((sum, proof) => sum + proof.proveMs, 0);
      const cycles = proofs.reduce((sum, proof) => sum + proof.cycles, 0);
      // Told after the removal: whoever hears of it may end the process.
      await outbox.remove(id);
      this.#failures = 0;
      if (waiting.difficulty !== undefined) ladder.accepted(nodeId, waiting.difficulty, proveMs);
      book.step(taskId, { do: 'accept', duplicate });
      emit({ type: 'submitted', taskId, nodeId, duplicate, cycles, proveMs });
    } catch (reason) {
      if (signal.aborted) return;
      await this.#failed(id, waiting, task, ProverError.from(reason, 'orchestrator_failing'));
    }
  }

  async #failed(id: string, waiting: Waiting, task: FinishedTask | undefined, error: ProverError): Promise<void> {
    const { clock, emit, settings, random } = this.#parts;
    const { code, message, retryAfterMs } = error;
    if (code === 'outbox_entry_missing') return;
    const taskId = task?.taskId ?? id;
    const verdict = submissionVerdict(code);
    const tries = waiting.tries + 1;
    if (
      verdict.action === 'drop' ||
      (verdict.action === 'wait' && tries >= (verdict.tries ?? Number.POSITIVE_INFINITY))
    ) {
      return this.#refuse(id, waiting, task, error);
    }
    const times = verdict.action === 'wait' && verdict.tries === undefined ? ++this.#failures : tries;
    const own = verdict.action === 'stop' ? verdict.recheckMs : backoffMs(settings.submitting.backoff, times);
    const asked = Math.min(retryAfterMs ?? 0, settings.fetching.longestRetryAfterMs);
    const nextAt = clock.now() + withJitter(Math.max(own, asked), random);
    if (verdict.action === 'wait' && verdict.tries === undefined) this.#pausedUntil = nextAt;
    this.#waiting.set(id, { ...waiting, nextAt, tries });
    emit({ type: 'submission_deferred', taskId, code, message, nextAt });
  }

  async #refuse(id: string, waiting: Waiting, task: FinishedTask | undefined, error: ProverError): Promise<void> {
    const { outbox, book, ladder, clock, emit } = this.#parts;
    const { code, message } = error;
    try {
      await outbox.bury({ id, code, message, at: clock.now() });
    } catch (reason) {
      const failure = ProverError.from(reason, 'store_failed');
      emit({ type: 'store_failed', code: failure.code, message: failure.message });
      this.#waiting.set(id, { ...waiting, nextAt: clock.now() + this.#parts.settings.submitting.backoff.longestMs });
      return;
    }
    const taskId = task?.taskId ?? id;
    const nodeId = task?.nodeId ?? '';
    if (waiting.difficulty !== undefined && code === 'lease_lost') ladder.failed(nodeId, waiting.difficulty);
    book.step(taskId, { do: 'refuse', code });
    emit({ type: 'submission_refused', taskId, nodeId, code, message });
  }
}
