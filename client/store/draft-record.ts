// The parts of a draft as the bytes of records: the task once, and each proof as it is made.
import { ProverError } from '../errors.ts';
import type { InputProof, Task } from '../pipeline/task.ts';
import type { Draft } from './drafts.ts';
import { type ProofHeader, proofHeader, proofOf, proofParts } from './finished-record.ts';
import { decodeRecord, encodeRecord } from './record.ts';

/** "PNDT" and "PNDP", each with the version of its layout. */
const TASK_MAGIC = new Uint8Array([0x50, 0x4e, 0x44, 0x54, 1]);
const PROOF_MAGIC = new Uint8Array([0x50, 0x4e, 0x44, 0x50, 1]);

/** A draft without its proofs. */
export type DraftTask = Omit<Draft, 'proofs'>;

interface TaskHeader {
  readonly orchestrator: string;
  readonly keptAt: number;
  readonly task: Omit<Task, 'inputs'>;
  readonly lengths: readonly number[];
}

/** The bytes of a draft's task. */
export function encodeDraftTask({ orchestrator, keptAt, task: { inputs, ...task } }: DraftTask): Uint8Array {
  const header: TaskHeader = { orchestrator, keptAt, task, lengths: inputs.map(({ length }) => length) };
  return encodeRecord(TASK_MAGIC, header, inputs);
}

/** A draft's task from its bytes; throws `draft_corrupt` for any others. */
export function decodeDraftTask(stored: Uint8Array): DraftTask {
  const { header, next } = decodeRecord(TASK_MAGIC, stored, corrupt);
  const { orchestrator, keptAt, task, lengths } = header as TaskHeader;
  // JSON leaves out what is undefined.
  const times = { leaseExpiresAt: task.leaseExpiresAt, deadlineAt: task.deadlineAt };
  return { orchestrator, keptAt, task: { ...task, ...times, inputs: lengths.map(next) } };
}

/** The bytes of one proof. */
export function encodeDraftProof(proof: InputProof): Uint8Array {
  return encodeRecord(PROOF_MAGIC, proofHeader(proof), proofParts(proof));
}

/** One proof from its bytes; throws `draft_corrupt` for any others. */
export function decodeDraftProof(stored: Uint8Array): InputProof {
  const { header, next } = decodeRecord(PROOF_MAGIC, stored, corrupt);
  return proofOf(header as ProofHeader, next);
}

function corrupt(why: string): ProverError {
  return new ProverError('draft_corrupt', `A proof of an unfinished task cannot be read: ${why}`);
}
