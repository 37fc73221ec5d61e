// Reads the JSON that an engine reports, and refuses what is not as the ABI says.
import { hexToBytes } from '@noble/hashes/utils.js';
import { ProverError } from '../errors.ts';
import type { EngineDescription, Execution, FusionReport, Progress, SecurityBits } from './messages.ts';

/** The engine's description of itself. */
export function readDescription(text: string): EngineDescription {
  const { engine, abi, airDigest, profiles, limits } = fields(text);
  if (abi !== 1) throw malformed(`its ABI is ${String(abi)}, and this client speaks 1`);
  return {
    name: asText(engine, 'engine'),
    airDigest: asText(airDigest, 'airDigest'),
    profiles: Array.isArray(profiles) ? profiles.map((profile) => asText(profile, 'profiles')) : [],
    limits: numbers(limits),
  };
}

/** How far a job is. */
export function readProgress(text: string, cycles: number): Progress {
  const { phase, fraction } = fields(text);
  return { phase: asText(phase, 'phase'), fraction: asNumber(fraction, 'fraction'), cycles };
}

/** What a native engine says of the run that it has proven. */
export function readRun(text: string): { readonly cycles: number; readonly exitCode: number } {
  const { cycles, exitCode } = fields(text);
  return { cycles: asNumber(cycles, 'cycles'), exitCode: asNumber(exitCode, 'exitCode') };
}

/** A run without a proof. */
export function readExecution(text: string): Execution {
  const { cycles, exitCode, outputHex, logText } = fields(text);
  return {
    cycles: asNumber(cycles, 'cycles'),
    exitCode: asNumber(exitCode, 'exitCode'),
    output: hexToBytes(asText(outputHex, 'outputHex')),
    log: typeof logText === 'string' ? logText : '',
  };
}

/** The blocks that an engine proposes, and what they save. */
export function readFusion(text: string): FusionReport {
  const { blocks, ...numbers } = fields(text);
  if (!Array.isArray(blocks)) throw malformed('"blocks" is not a list');
  const number = (name: string): number => asNumber(numbers[name], name);
  return {
    blocks: blocks.map((block) => ({
      start: asNumber(block?.start, 'start'),
      instructions: asNumber(block?.instructions, 'instructions'),
    })),
    steps: number('steps'),
    fusedSteps: number('fusedSteps'),
    cellsBefore: number('cellsBefore'),
    cellsAfter: number('cellsAfter'),
    gain: number('gain'),
  };
}

/** The security of a proof that was accepted. */
export function readBits(text: string): SecurityBits {
  return numbers(fields(text).bits);
}

function fields(text: string): Record<string, unknown> {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) throw malformed('a report is not an object');
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(`"${text.slice(0, 80)}" is not JSON`);
  }
}

function numbers(value: unknown): Record<string, number> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.map(([name, entry]) => [name, asNumber(entry, name)]));
}

function asText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw malformed(`"${name}" is not a text`);
}

function asNumber(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw malformed(`"${name}" is not a number`);
}

function malformed(why: string): ProverError {
  return new ProverError('engine_malformed', `The engine does not follow the ABI: ${why}`);
}
