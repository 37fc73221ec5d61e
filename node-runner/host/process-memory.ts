// Watches how much memory a process takes, where the system tells (Linux); elsewhere nothing is known and nothing capped.
import { readFileSync } from 'node:fs';

/** A native prover allocates within milliseconds; sampling more often would cost more than it tells. */
const SAMPLE_MS = 100;

/** Memory of a process. */
export interface MemoryWatch {
  /** The most it has held so far; 0 where that is not known. */
  readonly peakBytes: () => number;
  end(): void;
}

/** Watches until `end`; calls `exceeded` once if the process holds more than `mostBytes`. */
export function watchMemory(pid: number | undefined, mostBytes: number, exceeded: () => void): MemoryWatch {
  let peak = 0;
  const sample = (): void => {
    peak = Math.max(peak, peakOf(pid));
    if (peak <= mostBytes) return;
    clearInterval(timer);
    exceeded();
  };
  const timer = setInterval(sample, SAMPLE_MS);
  timer.unref();
  return { peakBytes: () => peak, end: () => clearInterval(timer) };
}

function peakOf(pid: number | undefined): number {
  try {
    const [, kib = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) * 1024;
  } catch {
    return 0;
  }
}
