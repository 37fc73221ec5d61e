// Two proofs at once against one alone, a program in a large file against the same in a small one, and the largest proofs.
import { fittedRun } from './guests.ts';
import type { Host, Sample } from './sample.ts';
import { quantile } from './statistics.ts';
import { widened } from './wide-elf.ts';

const WIDE_BYTES = 100_000;

/** How much more two workers prove than one, in pairs of measurements. */
export async function twoWorkers(host: Host, size: number, pairs: number): Promise<number> {
  const run = fittedRun('fib_input_initial', 2 ** size);
  if (!run) return Number.NaN;
  await host.prove(run);
  const gains: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const one = await timed(() => host.prove(run));
    const two = await timed(() => Promise.all([host.prove(run), host.prove(run)]));
    gains.push((2 * one) / two);
  }
  return quantile(gains, 0.5);
}

/** Samples of the smallest run, and how much longer it takes in a file of 100 kB. */
export async function smallest(host: Host, count: number): Promise<{ samples: Sample[]; wide: number }> {
  const run = fittedRun('fib_input_initial', 4000);
  if (!run) return { samples: [], wide: Number.NaN };
  const wideRun = { ...run, elf: widened(run.elf, WIDE_BYTES) };
  const samples: Sample[] = [];
  const ratios: number[] = [];
  for (let turn = 0; turn <= count; turn += 1) {
    const sample = await host.prove(run);
    const wide = await host.prove(wideRun);
    if (turn === 0) continue;
    samples.push(sample);
    ratios.push(wide.proveMs / sample.proveMs);
  }
  return { samples, wide: quantile(ratios, 0.5) };
}

/** MiB of WebAssembly memory that one proof of a mixed program of so many cycles takes. */
export async function memoryOf(host: Host, size: number): Promise<number | undefined> {
  const run = fittedRun('sort', 2 ** size);
  return run && (await host.prove(run)).memoryBytes / 2 ** 20;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
