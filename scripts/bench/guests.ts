// The programs of the benchmark, with inputs that make them run for as many cycles as wanted.
import { readFileSync } from 'node:fs';
import { execute, initSync, inspect, profile } from '#zkvm-wasm/pkg/zkvm_wasm.js';
import { moduleBytes } from './node-host.ts';
import type { Run } from './sample.ts';

initSync({ module: moduleBytes });

/** The input of each program by a number that makes it longer. */
const inputs = {
  fib_input_initial: (n: number) => words(n, 0, 1),
  sha256: (n: number) => scrambled(n),
  keccak256: (n: number) => scrambled(n),
  sort: (n: number) => scrambled(4 * n),
  product: (n: number) => Uint8Array.of(...words(n), ...scrambled(8 * n)),
  interpreter: (n: number) => new TextEncoder().encode('+++[>+++<-]>[<+>-]<[-]'.repeat(n)),
};

export type Guest = keyof typeof inputs;
export const guestNames = Object.keys(inputs) as Guest[];

export const guestElf = (name: Guest): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(new URL(`../../zkvm-wasm/guests/dist/${name}.elf`, import.meta.url)));

/** The longest run of a guest of at most so many cycles; none where its shortest is longer. */
export function fittedRun(guest: Guest, cycles: number): Run | undefined {
  const elf = guestElf(guest);
  const fits = (n: number): boolean => {
    const run = JSON.parse(execute(elf, inputs[guest](n))) as { cycles: number };
    return run.cycles <= cycles;
  };
  if (!fits(1)) return undefined;
  let [low, high] = [1, 2];
  while (fits(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return { elf, input: inputs[guest](low) };
}

/** A run's size by which blocks are proposed: long enough for all that is hot. */
const PROFILED_CYCLES = 2 ** 18;
const fusedElves = new Map<Guest, Run['elf'] | undefined>();

/** The same run by the guest with the blocks that its own run suggests; none where no block would be worth it. */
export function withBlocks(guest: Guest, { input }: Run): Run | undefined {
  if (!fusedElves.has(guest)) fusedElves.set(guest, fusedElf(guest));
  const elf = fusedElves.get(guest);
  return elf && { elf, input };
}

function fusedElf(guest: Guest): Run['elf'] | undefined {
  const run = fittedRun(guest, PROFILED_CYCLES);
  if (!run) return undefined;
  const fused = profile(run.elf, run.input);
  try {
    const { blocks } = JSON.parse(fused.report) as { blocks: readonly unknown[] };
    return blocks.length > 0 ? Uint8Array.from(fused.elf()) : undefined;
  } finally {
    fused.free();
  }
}

/** Committed cells for each cycle of a run. */
export function cellsPerCycle({ elf, input }: Run): number {
  return (JSON.parse(inspect(elf, input)) as { cellsPerCycle: number }).cellsPerCycle;
}

function words(...values: number[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

/** Bytes without a pattern, always the same: xorshift of 32 bits. */
function scrambled(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = 0x9e3779b9;
  for (let index = 0; index < length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state;
  }
  return bytes;
}
