// The tasks this prover knows of, and their states; every step is told.
import type { EventSink } from '../events.ts';
import type { InputProof, Task } from './task.ts';
import { after, FETCHED, type TaskState, type TaskStep } from './task-state.ts';

/** A task with its state. */
export interface BookEntry {
  readonly task: Task;
  readonly state: TaskState;
}

/** The book; a task leaves it when it is accepted, refused or abandoned. */
export class TaskBook {
  readonly #entries = new Map<string, BookEntry>();
  readonly #emit: EventSink;

  constructor(emit: EventSink) {
    this.#emit = emit;
  }

  get(taskId: string): BookEntry | undefined {
    return this.#entries.get(taskId);
  }

  entries(): readonly BookEntry[] {
    return [...this.#entries.values()];
  }

  /** Enters a task that was just fetched or taken up again; false where it is known already. */
  enter(task: Task, done: readonly InputProof[] = []): boolean {
    if (this.#entries.has(task.id)) return false;
    const state = { ...FETCHED, done };
    this.#entries.set(task.id, { task, state });
    this.#emit({ type: 'task_state', taskId: task.id, nodeId: task.nodeId, state });
    return true;
  }

  /** Takes a step; the new state, or undefined where the task is not here or the step is impossible. */
  step(taskId: string, step: TaskStep): TaskState | undefined {
    const entry = this.#entries.get(taskId);
    const state = entry && after(entry.state, step);
    if (entry === undefined || state === undefined) return undefined;
    if (state.at === 'accepted' || state.at === 'refused' || state.at === 'abandoned') this.#entries.delete(taskId);
    else this.#entries.set(taskId, { task: entry.task, state });
    this.#emit({ type: 'task_state', taskId, nodeId: entry.task.nodeId, state });
    return state;
  }
}
