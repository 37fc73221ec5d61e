// The stage that renews leases, of tasks that wait and of tasks that are being proven, and gives up what is lost.
import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import type { EventSink } from '../events.ts';
import type { OrchestratorClient } from '../orchestrator/orchestrator-client.ts';
import { backoffMs, type Settings, withJitter } from '../settings.ts';
import type { Bell } from './bell.ts';
import { type Stage, UnderWay } from './stage.ts';
import type { Task } from './task.ts';
import type { TaskBook } from './task-book.ts';

/** What renewing needs. */
export interface RenewingParts {
  readonly orchestrator: OrchestratorClient;
  readonly book: TaskBook;
  readonly clock: Clock;
  readonly bell: Bell;
  readonly emit: EventSink;
  readonly settings: Settings;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** The lease is somebody else's: the work on it is in vain. */
  readonly lost: (taskId: string) => void;
}

/** Renews leases, all of a node in one request. */
export class Renewing implements Stage {
  readonly #parts: RenewingParts;
  readonly #underWay = new UnderWay();
  readonly #renewAt = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #asking = new Set<string>();

  constructor(parts: RenewingParts) {
    this.#parts = parts;
  }

  advance(now: number): number {
    if (!this.#parts.orchestrator.leases) return Number.POSITIVE_INFINITY;
    const held = this.#held();
    this.#forgetAllBut(held);
    let next = Number.POSITIVE_INFINITY;
    for (const [nodeId, tasks] of Map.groupBy(held, ({ nodeId }) => nodeId)) {
      if (this.#asking.has(nodeId)) continue;
      const dueAt = Math.min(...tasks.map((task) => this.#dueAt(task)));
      if (dueAt > now) next = Math.min(next, dueAt);
      else this.#renew(nodeId, tasks);
    }
    return next;
  }

  idle(): readonly [] {
    return [];
  }

  settled(): Promise<void> {
    return this.#underWay.settled();
  }

  #held(): Task[] {
    const entries = this.#parts.book.entries();
    // A finished proof that the server does not take yet needs its lease as well. Whatever is done has left the book.
    return entries.map(({ task }) => task);
  }

  #forgetAllBut(held: readonly Task[]): void {
    const ids = new Set(held.map(({ id }) => id));
    for (const id of this.#renewAt.keys()) if (!ids.has(id)) this.#renewAt.delete(id);
  }

  #dueAt(task: Task): number {
    const known = this.#renewAt.get(task.id);
    if (known !== undefined) return known;
    const dueAt = this.#renewalTime(task.fetchedAt, task.leaseExpiresAt);
    this.#renewAt.set(task.id, dueAt);
    return dueAt;
  }

  /** Where the clocks differ so much that the end makes no sense, a short lease is assumed. */
  #renewalTime(from: number, expiresAt: number | undefined): number {
    const { assumedMs, longestMs, leastIntervalMs, renewAtFractionLeft } = this.#parts.settings.leases;
    const length = (expiresAt ?? 0) - from;
    const lease = length > 0 && length <= longestMs ? length : assumedMs;
    return from + Math.max(leastIntervalMs, lease * (1 - renewAtFractionLeft));
  }

  #renew(nodeId: string, tasks: readonly Task[]): void {
    this.#asking.add(nodeId);
    const end = (): void => {
      this.#asking.delete(nodeId);
      this.#parts.bell.ring();
    };
    this.#underWay.add(this.#ask(nodeId, tasks).finally(end));
  }

  async #ask(nodeId: string, tasks: readonly Task[]): Promise<void> {
    const { orchestrator, clock, emit, settings, signal, random, lost } = this.#parts;
    const ids = tasks.map(({ id }) => id);
    try {
      const leases = await orchestrator.renewLeases(nodeId, ids, signal);
      const now = clock.now();
      this.#failures.delete(nodeId);
      // A task the server says nothing about is asked about again in its time.
      for (const id of ids) this.#renewAt.set(id, this.#renewalTime(now, undefined));
      for (const { taskId, held, expiresAt } of leases) {
        if (held) this.#renewAt.set(taskId, this.#renewalTime(now, expiresAt));
        else lost(taskId);
      }
      const gone = leases.filter(({ held }) => !held).length;
      emit({ type: 'leases_renewed', nodeId, held: leases.length - gone, lost: gone });
    } catch (reason) {
      if (signal.aborted) return;
      const { code, message, retryAfterMs } = ProverError.from(reason, 'orchestrator_failing');
      const times = (this.#failures.get(nodeId) ?? 0) + 1;
      this.#failures.set(nodeId, times);
      const wait = Math.max(backoffMs(settings.fetching.failure, times), retryAfterMs ?? 0);
      const nextAt = clock.now() + withJitter(wait, random);
      for (const id of ids) this.#renewAt.set(id, nextAt);
      emit({ type: 'renewal_failed', nodeId, code, message, nextAt });
    }
  }
}
