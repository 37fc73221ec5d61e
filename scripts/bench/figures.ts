// The figures that are aimed at, and what was measured of each.
import { brotliCompressSync } from 'node:zlib';
import type { Variant } from './cases.ts';
import { moduleBytes } from './node-host.ts';
import type { Series } from './rounds.ts';
import type { Host, Sample } from './sample.ts';
import { geometricMean, quantile } from './statistics.ts';

/** What besides the rounds was measured of a host. */
export interface Small {
  readonly samples: readonly Sample[];
  readonly wide: number;
}

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly reach: number;
  /** Whether less is better. */
  readonly less: boolean;
  /** None where the machine has not what is measured, or this run left it out. */
  readonly value: number | undefined;
  readonly reached: boolean;
}

export interface Measured {
  readonly series: readonly Series[];
  /** The size of the runs whose speed is stated. */
  readonly size: number;
  readonly small: Readonly<Partial<Record<Host['name'], Small>>>;
  readonly twoWorkers: number | undefined;
  /** MiB that a proof of so many cycles took, by their logarithm. */
  readonly large: Readonly<Record<number, number | undefined>>;
}

/** Which series are looked at. */
export interface Selection {
  readonly host: Host['name'];
  readonly size: number;
  /** Only this one. */
  readonly guest?: Series['guest'];
  /** With blocks: a guest for which none was proposed is there as it is, being the same program. */
  readonly variant?: Variant;
}

/** A property of the samples of a host at a size: the geometric mean over the guests of each one's median. */
export function mean(
  series: readonly Series[],
  { host, size, guest, variant = 'plain' }: Selection,
  of: (sample: Sample) => number,
): number | undefined {
  const measured = series.filter((one) => one.host === host && one.size === size && one.samples.length > 0);
  const chosen = measured.filter((one) => (guest ?? one.guest) === one.guest);
  if (!chosen.some((one) => one.variant === variant)) return undefined;
  const isMeant = (one: Series) =>
    one.variant === variant || !chosen.some((other) => other.guest === one.guest && other.variant === variant);
  return geometricMean(chosen.filter(isMeant).map((one) => quantile(one.samples.map(of), 0.5)));
}

export const cyclesPerSecond = (sample: Sample): number => (1000 * sample.cycles) / sample.proveMs;
/** By the processor's time of the proving thread: what a busy machine does not change much. */
export const cyclesPerProcessorSecond = (sample: Sample): number =>
  (1000 * sample.cycles) / (sample.processorMs ?? Number.NaN);
export const bytesPerCycle = (sample: Sample): number => sample.memoryBytes / sample.cycles;

/** How many times more cycles per second the guests' programs with blocks are proven at in Node. */
export function fusedGain(series: readonly Series[], size: number): number | undefined {
  const [plain, fused] = (['plain', 'fused'] as const).map((variant) =>
    mean(series, { host: 'node', size, variant }, cyclesPerSecond),
  );
  return plain && fused && fused / plain;
}

type Which = Pick<Selection, 'guest' | 'variant'>;

/** All figures. */
export function figures({ series, size, small, twoWorkers, large }: Measured): Figure[] {
  const speed = (host: Host['name'], which: Which = {}) => mean(series, { host, size, ...which }, cyclesPerSecond);
  const bytes = (at: number) => inThousands(mean(series, { host: 'node', size: at }, (sample) => sample.proofBytes));
  const memory = (at: number) => inThousands(mean(series, { host: 'node', size: at }, bytesPerCycle));
  const plain = series.filter((one) => one.variant === 'plain');
  const proofs = plain.filter((one) => one.host === 'node').flatMap((one) => one.samples);
  const middle = (of: (sample: Sample) => number | undefined) =>
    proofs.length > 0
      ? quantile(
          proofs.map((sample) => of(sample) ?? Number.NaN),
          0.5,
        )
      : undefined;
  const longest = proofs.filter((sample) => sample.cycles <= 2 ** 18).map((sample) => sample.longestStepMs ?? 0);
  const of = (host: Host['name'], what: (sample: Sample) => number | undefined, share: number) => {
    const values = small[host]?.samples.map((sample) => what(sample) ?? Number.NaN) ?? [];
    return values.length > 0 ? quantile(values, share) : undefined;
  };
  const processor = (host: Host['name'], which: Which = {}) =>
    mean(series, { host, size, ...which }, cyclesPerProcessorSecond);
  const fib = { guest: 'fib_input_initial' } as const;
  const fusedFib = { ...fib, variant: 'fused' } as const;
  const at = `2^${size} cycles`;
  return [
    least(`WASM, fib, ${at}`, 'cycles/s', 260_000, speed('node', fib)),
    least(`WASM, mean of the guests, ${at}`, 'cycles/s', 160_000, speed('node')),
    least(`Chromium, mean of the guests, ${at}`, 'cycles/s', 160_000, speed('chromium')),
    least(`WASM, fib, ${at}, processor time`, 'cycles/s', 260_000, processor('node', fib)),
    least(`WASM, mean of the guests, ${at}, processor time`, 'cycles/s', 160_000, processor('node')),
    least(`fused: WASM, fib, ${at}`, 'cycles/s', 900_000, speed('node', fusedFib)),
    least(`fused: mean of the guests against without, ${at}`, '×', 1.6, fusedGain(series, size)),
    least(`native, fib, ${at}`, 'cycles/s', 600_000, speed('native', fib)),
    least(`native, fib, ${at}, processor time`, 'cycles/s', 600_000, processor('native', fib)),
    least(`fused: native, fib, ${at}`, 'cycles/s', 2_000_000, speed('native', fusedFib)),
    least('two workers against one', '×', 1.8, twoWorkers),
    most(
      'smallest proof, Node, spawn to proof',
      'ms',
      150,
      of('node', (s) => s.spawnToProofMs, 0.5),
    ),
    most(
      'smallest proof, Chromium, spawn to proof',
      'ms',
      150,
      of('chromium', (s) => s.spawnToProofMs, 0.5),
    ),
    most('memory per cycle, 2^18, WASM', 'kB', 1.2, memory(18)),
    most('memory per cycle, 2^20, WASM', 'kB', 1.2, memory(20)),
    most('memory of 2^19 cycles, sort, WASM', 'MiB', 1024, large[19]),
    most('memory of 2^21 cycles, sort, WASM', 'MiB', 4096, large[21]),
    most('ELF of 100 kB against a small one, 4,000 cycles', '×', 1.5, small.node?.wide),
    most('proof, 2^12', 'kB', 230, bytes(12)),
    most('proof, 2^18', 'kB', 450, bytes(18)),
    most('proof, 2^20', 'kB', 600, bytes(20)),
    most(
      'verifying in WASM, p50',
      'ms',
      12,
      middle((sample) => sample.verifyMs),
    ),
    most(
      'verifying in WASM, p50, processor time',
      'ms',
      12,
      middle((sample) => sample.verifyProcessorMs),
    ),
    most('module', 'kB', 2500, moduleBytes.length / 1000),
    most('module, brotli', 'kB', 600, brotliCompressSync(moduleBytes).length / 1000),
    most(
      'worker spawn to ready, p95, Node',
      'ms',
      60,
      of('node', (s) => s.readyMs, 0.95),
    ),
    most(
      'worker spawn to ready, p95, Chromium',
      'ms',
      60,
      of('chromium', (s) => s.readyMs, 0.95),
    ),
    most(
      'longest step up to 2^18 cycles, WASM, processor time',
      'ms',
      200,
      longest.length > 0 ? Math.max(...longest) : undefined,
    ),
  ];
}

type Row = [name: string, unit: string, reach: number, value: number | undefined];
const least = (...[name, unit, reach, value]: Row): Figure => {
  return { name, unit, reach, less: false, value, reached: value !== undefined && value >= reach };
};
const most = (...[name, unit, reach, value]: Row): Figure => {
  return { name, unit, reach, less: true, value, reached: value !== undefined && value <= reach };
};

const inThousands = (value: number | undefined) => (value === undefined ? undefined : value / 1000);
