// No more provers than memory allows: the peak of each program is learned from its proofs.

/** Memory as the host sees it. */
export interface HostMemory {
  /** What this process holds now. */
  readonly rssBytes: number;
  /** What it could still take without swapping. */
  readonly availableBytes: number;
}

/** What admission is decided by. */
export interface AdmissionRules {
  readonly reserveBytes: number;
  readonly unknownPeakBytes: number;
}

/** Decides whether one more prover fits. */
export class MemoryAdmission {
  readonly #rules: AdmissionRules;
  readonly #peaks = new Map<string, number>();
  readonly #running = new Map<object, string>();
  #restingRss = Number.POSITIVE_INFINITY;

  constructor(rules: AdmissionRules) {
    this.#rules = rules;
  }

  /** The peak that a proof of this program is expected to have. */
  expected(program: string): number {
    return this.#peaks.get(program) ?? this.#rules.unknownPeakBytes;
  }

  /** Whether a proof of this program fits beside those that run. */
  admits(program: string, memory: HostMemory): boolean {
    if (this.#running.size === 0) {
      this.#restingRss = Math.min(this.#restingRss, memory.rssBytes);
      // Alone and never proven here: the only way to learn its peak.
      if (!this.#peaks.has(program)) return true;
    }
    const takenByRunning = Math.max(0, memory.rssBytes - this.#restingRss);
    const promised = [...this.#running.values()].reduce((sum, running) => sum + this.expected(running), 0);
    const budget = memory.availableBytes + takenByRunning - this.#rules.reserveBytes;
    return promised + this.expected(program) <= budget;
  }

  /** A proof of this program begins; the result ends it. */
  begin(program: string): () => void {
    const run = {};
    this.#running.set(run, program);
    return () => void this.#running.delete(run);
  }

  /** A proof of this program took so much. */
  learn(program: string, peakBytes: number): void {
    this.#peaks.set(program, Math.max(peakBytes, this.#peaks.get(program) ?? 0));
  }
}
