// The demo program: Fibonacci from any two starting values. Every network can be tried with it.
import { existsSync, readFileSync } from 'node:fs';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Engine } from '#orchestrator/proofs/engine.ts';
import type { Programs } from './programs.ts';

export const DEMO_NAME = 'fib_input_initial';

export const DEMO_ELF = new URL('../../zkvm-wasm/guests/dist/fib_input_initial.elf', import.meta.url);

export interface Demo {
  programDigest: string;
  /** The greatest n whose run takes no more than so many cycles. */
  largestN(cycles: number): number;
  /** What a run with n takes. */
  cyclesFor(n: number): number;
}

/** The 12 bytes that the program reads: n and the first two terms, little-endian. */
export function demoInput(n: number, a: number, b: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(12));
  for (const [i, value] of [n, a, b].entries()) bytes.setUint32(4 * i, value, true);
  return new Uint8Array(bytes.buffer);
}

/** Registers the program and measures what it costs: its cycles grow by the same number with every n. */
export async function registerDemo(
  programs: Programs,
  engine: Engine,
  profile: string,
  elfUrl = DEMO_ELF,
): Promise<Demo> {
  if (!existsSync(elfUrl)) {
    throw new OrchestratorError('engine_missing', 'the demo program has not been built', {
      remedy: 'Run npm run setup.',
    });
  }
  const elf = new Uint8Array(readFileSync(elfUrl));
  const programDigest = await programs.register(DEMO_NAME, elf, profile);
  const [low, high] = [100, 1_100];
  const few = await engine.execute(elf, demoInput(low, 0, 1));
  const many = await engine.execute(elf, demoInput(high, 0, 1));
  const perStep = (many.cycles - few.cycles) / (high - low);
  return {
    programDigest,
    cyclesFor: (n) => Math.ceil(few.cycles + (n - low) * perStep),
    largestN: (cycles) => Math.max(0, Math.floor(low + (cycles - few.cycles) / perStep)),
  };
}
