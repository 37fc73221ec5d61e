// Asks for harder tasks while proving is fast and for easier ones when it is slow or fails; remembered per node.
import type { EventSink } from '../events.ts';
import type { Settings } from '../settings.ts';
import type { Notes } from '../store/notes.ts';
import { DIFFICULTIES, type Difficulty } from './task.ts';

/** Where every node begins, as other clients of such networks do. */
const FIRST: Difficulty = 'SMALL_MEDIUM';
const NOTE = 'difficulty';

/** The rung above (`by` 1) or below (`by` -1), no higher than `most`. */
export function rung(from: Difficulty, by: number, most: Difficulty): Difficulty {
  const index = Math.min(DIFFICULTIES.indexOf(from) + by, DIFFICULTIES.indexOf(most));
  return DIFFICULTIES[Math.max(0, index)] ?? 'SMALL';
}

/** What each node asks for. */
export class DifficultyLadder {
  readonly #notes: Notes;
  readonly #emit: EventSink;
  readonly #rules: Settings['difficulty'];
  readonly #asks: Map<string, Difficulty>;
  /** The hardest that is asked for; the operator may change it while running. */
  most: Difficulty;

  private constructor(
    notes: Notes,
    emit: EventSink,
    rules: Settings['difficulty'],
    most: Difficulty,
    asks: Map<string, Difficulty>,
  ) {
    this.#notes = notes;
    this.#emit = emit;
    this.#rules = rules;
    this.most = most;
    this.#asks = asks;
  }

  /** A ladder that goes on where the last run ended; a note that cannot be read counts as none. */
  static async remembered(
    notes: Notes,
    emit: EventSink,
    rules: Settings['difficulty'],
    most: Difficulty,
  ): Promise<DifficultyLadder> {
    return new DifficultyLadder(notes, emit, rules, most, readAsks(await notes.read(NOTE)));
  }

  /** What a node asks for now. */
  ask(nodeId: string): Difficulty {
    return rung(this.#asks.get(nodeId) ?? FIRST, 0, this.most);
  }

  /** A task was accepted; `assigned` is what the server gave, which may differ from what was asked. */
  accepted(nodeId: string, assigned: Difficulty, proveMs: number): void {
    if (proveMs < this.#rules.promoteBelowMs) this.#move(nodeId, rung(assigned, 1, this.most));
    else if (proveMs > this.#rules.demoteAboveMs) this.failed(nodeId, assigned);
  }

  /** A task could not be finished in time, or not at all. */
  failed(nodeId: string, assigned: Difficulty): void {
    this.#move(nodeId, rung(assigned, -1, this.most));
  }

  #move(nodeId: string, to: Difficulty): void {
    const from = this.ask(nodeId);
    if (to === from) return;
    this.#asks.set(nodeId, to);
    this.#emit({ type: 'difficulty_changed', nodeId, from, to });
    const fail = (error: unknown): void =>
      this.#emit({ type: 'store_failed', code: 'note_not_written', message: String(error) });
    this.#notes.write(NOTE, JSON.stringify(Object.fromEntries(this.#asks))).catch(fail);
  }
}

function readAsks(text: string | undefined): Map<string, Difficulty> {
  try {
    const entries = Object.entries(JSON.parse(text ?? '{}') as Record<string, Difficulty>);
    return new Map(entries.filter(([, difficulty]) => DIFFICULTIES.includes(difficulty)));
  } catch {
    return new Map();
  }
}
