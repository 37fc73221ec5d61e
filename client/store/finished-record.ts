// A finished task as the bytes of a record.
import { ProverError } from '../errors.ts';
import type { InputProof } from '../pipeline/task.ts';
import type { FinishedTask } from './finished-task.ts';
import { decodeRecord, encodeRecord } from './record.ts';

/** "PNFT" and the version of the layout. */
const MAGIC = new Uint8Array([0x50, 0x4e, 0x46, 0x54, 1]);

/** A proof without its byte strings, whose lengths it tells instead: input, proof, output. */
export type ProofHeader = Omit<InputProof, 'input' | 'proof' | 'output'> & {
  readonly lengths: readonly [number, number, number];
};

interface Header extends Omit<FinishedTask, 'proofs'> {
  readonly proofs: readonly ProofHeader[];
}

/** The bytes of a finished task. */
export function encodeFinished(task: FinishedTask): Uint8Array {
  const proofs = task.proofs.map(proofHeader);
  return encodeRecord(MAGIC, { ...task, proofs } satisfies Header, task.proofs.flatMap(proofParts));
}

/** The finished task of such bytes; throws `outbox_entry_corrupt` for any others. */
export function decodeFinished(stored: Uint8Array): FinishedTask {
  const record = decodeRecord(
    MAGIC,
    stored,
    (why) => new ProverError('outbox_entry_corrupt', `A stored proof cannot be read: ${why}`),
  );
  const header = record.header as Header;
  return { ...header, proofs: header.proofs.map((proof) => proofOf(proof, record.next)) };
}

/** What a header says of a proof. */
export function proofHeader({ input, proof, output, ...rest }: InputProof): ProofHeader {
  return { ...rest, lengths: [input.length, proof.length, output.length] };
}

/** The byte strings of a proof, as they follow the header. */
export function proofParts({ input, proof, output }: InputProof): readonly Uint8Array[] {
  return [input, proof, output];
}

/** A proof from its header and what follows. */
export function proofOf(header: ProofHeader, next: (length: number) => Uint8Array): InputProof {
  const { lengths, ...rest } = header;
  const [input, proof, output] = lengths;
  return { ...rest, input: next(input), proof: next(proof), output: next(output) };
}
