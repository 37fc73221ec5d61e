// What a run has done, counted from its events; the last line of a run with --tasks.
import type { ProverEvent } from '#client/events.ts';

/** The counts of a run. */
export class Summary {
  accepted = 0;
  refused = 0;
  /** Cycles, per accepted task. */
  readonly cycles: number[] = [];
  /** Milliseconds of proving, per accepted task. */
  readonly proveMs: number[] = [];
  peakWasmBytes = 0;
  readonly startedAt = Date.now();

  /** Counts an event. */
  count(event: ProverEvent): void {
    if (event.type === 'submitted') {
      this.accepted += 1;
      this.cycles.push(event.cycles);
      this.proveMs.push(Math.round(event.proveMs));
    }
    if (event.type === 'submission_refused') this.refused += 1;
    if (event.type === 'worker_ended') this.peakWasmBytes = Math.max(this.peakWasmBytes, event.release.wasmBytes);
  }

  /** One line of JSON. */
  line(): string {
    const { accepted, refused, cycles, proveMs } = this;
    const peak = process.resourceUsage().maxRSS * 1024;
    return JSON.stringify({ accepted, refused, cycles, prove_ms: proveMs, peak_rss_bytes: peak });
  }
}
