// Tasks that wait to be proven: bounded, and fair between nodes.
import type { InputProof, Task } from './task.ts';

/** A task that waits, with what is proven of it already. */
export interface WaitingTask {
  readonly task: Task;
  readonly done: readonly InputProof[];
  readonly attempt: number;
  readonly notBefore: number;
}

/** A queue that serves the nodes in turn: a node with many tasks does not starve one with few. */
export class TaskQueue {
  readonly #waiting: WaitingTask[] = [];
  /** When each node was served last, as a count of servings. */
  readonly #served = new Map<string, number>();
  #servings = 0;
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get capacity(): number {
    return this.#capacity;
  }

  set capacity(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Whether it holds a task. */
  has(taskId: string): boolean {
    return this.#waiting.some(({ task }) => task.id === taskId);
  }

  /** Everything that waits, in no promised order. */
  all(): readonly WaitingTask[] {
    return this.#waiting;
  }

  /** Adds a task. A task that failed comes back here too, so the capacity binds only those who fetch. */
  add(waiting: WaitingTask): void {
    this.#waiting.push(waiting);
  }

  /** Takes the next task that may begin: of the node served longest ago, in order of arrival. */
  take(now: number, mayBegin: (task: Task) => boolean): WaitingTask | undefined {
    let best: WaitingTask | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.notBefore > now || !mayBegin(waiting.task)) continue;
      if (best === undefined || this.#lastServed(waiting) < this.#lastServed(best)) best = waiting;
    }
    if (best !== undefined) {
      this.remove(best.task.id);
      this.#served.set(best.task.nodeId, ++this.#servings);
    }
    return best;
  }

  /** Removes a task and gives it. */
  remove(taskId: string): WaitingTask | undefined {
    const index = this.#waiting.findIndex(({ task }) => task.id === taskId);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  /** When the first task that is backing off may begin; Infinity if none is. */
  nextAt(now: number): number {
    const later = this.#waiting.map(({ notBefore }) => notBefore).filter((notBefore) => notBefore > now);
    return Math.min(Number.POSITIVE_INFINITY, ...later);
  }

  #lastServed({ task }: WaitingTask): number {
    return this.#served.get(task.nodeId) ?? 0;
  }
}
