// A task as the client knows it, whatever protocol brought it.
import type { SecurityBits } from '../prover/messages.ts';

/** The ladder of difficulties, from the easiest. */
export const DIFFICULTIES = [
  'SMALL',
  'SMALL_MEDIUM',
  'MEDIUM',
  'LARGE',
  'EXTRA_LARGE',
  'EXTRA_LARGE_2',
  'EXTRA_LARGE_3',
  'EXTRA_LARGE_4',
  'EXTRA_LARGE_5',
] as const;

/** How much work a task is. */
export type Difficulty = (typeof DIFFICULTIES)[number];

/** What a task wants back: every proof, the combined hash, or the hash of every proof. */
export type TaskType = 'proof_required' | 'proof_hash' | 'all_proof_hashes';

/** What proves a task; both sides must have the same. */
export interface EngineId {
  readonly name: string;
  readonly airDigest: string;
  readonly profile: string;
}

/** One program, to be proven on each of a list of inputs. */
export interface Task {
  readonly id: string;
  /** The node that holds its lease. */
  readonly nodeId: string;
  readonly programDigest: string;
  readonly inputs: readonly Uint8Array[];
  readonly type: TaskType;
  readonly difficulty: Difficulty;
  readonly engine: EngineId;
  /** When the lease ends unless it is renewed; undefined: the protocol has no leases. */
  readonly leaseExpiresAt: number | undefined;
  /** After this a proof is of no use. */
  readonly deadlineAt: number | undefined;
  /** Cycles of all inputs together; 0: unknown. */
  readonly estimatedCycles: number;
  readonly fetchedAt: number;
  /** Why it cannot be proven, where the protocol's own form shows that already. */
  readonly unfit?: string | undefined;
}

/** The proof of one input, with what was proven. */
export interface InputProof {
  readonly input: Uint8Array;
  readonly proof: Uint8Array;
  readonly hash: string;
  readonly output: Uint8Array;
  readonly exitCode: number;
  readonly cycles: number;
  readonly proveMs: number;
  /** Its bits of security; records of earlier versions do not tell. */
  readonly bits?: SecurityBits;
}

/** Whether two sides can work together. */
export function sameEngine(one: EngineId, other: EngineId): boolean {
  return one.name === other.name && one.airDigest === other.airDigest && one.profile === other.profile;
}
