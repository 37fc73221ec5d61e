// How fast this machine proves, learned from what it has proven: to begin nothing that cannot be done in time.

/** The weight of the newest proof: a machine that becomes busy shows within a few proofs. */
const NEWEST = 0.3;

/** Cycles per millisecond by program. */
export class ProvingSpeed {
  readonly #speeds = new Map<string, number>();

  /** A proof of so many cycles took so long. */
  learn(program: string, cycles: number, ms: number): void {
    if (cycles <= 0 || ms <= 0) return;
    const before = this.#speeds.get(program) ?? cycles / ms;
    this.#speeds.set(program, before + NEWEST * (cycles / ms - before));
  }

  /** How long so many cycles will take; 0 where nothing is known, so that everything is begun once. */
  expectedMs(program: string, cycles: number): number {
    const speed = this.#speeds.get(program);
    return speed === undefined ? 0 : cycles / speed;
  }
}
