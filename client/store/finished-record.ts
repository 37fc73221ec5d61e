// A finished task as bytes: a header in JSON, the byte strings behind it, and a checksum over both, so that a file that
// was cut off or changed is known as such.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { ProverError } from '../errors.ts';
import type { InputProof } from '../pipeline/task.ts';
import type { FinishedTask } from './finished-task.ts';

/** "PNFT" and the version of the layout. */
const MAGIC = new Uint8Array([0x50, 0x4e, 0x46, 0x54, 1]);
const CHECKSUM_BYTES = 32;

interface Header extends Omit<FinishedTask, 'proofs'> {
  readonly proofs: readonly (Omit<InputProof, 'input' | 'proof' | 'output'> & {
    /** Lengths of input, proof and output, which follow the header in this order. */
    readonly lengths: readonly [number, number, number];
  })[];
}

/** The bytes of a finished task. */
export function encodeFinished(task: FinishedTask): Uint8Array {
  const proofs = task.proofs.map(({ input, proof, output, ...rest }) => ({
    ...rest,
    lengths: [input.length, proof.length, output.length] as const,
  }));
  const header = new TextEncoder().encode(JSON.stringify({ ...task, proofs } satisfies Header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length);
  const parts = [MAGIC, length, header, ...task.proofs.flatMap(({ input, proof, output }) => [input, proof, output])];
  const body = joined(parts);
  return joined([body, keccak_256(body)]);
}

/** The finished task of such bytes; throws `outbox_entry_corrupt` for any others. */
export function decodeFinished(stored: Uint8Array): FinishedTask {
  // A Node buffer's slices would share its memory and be buffers too.
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.length);
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
  if (!same(keccak_256(body), bytes.subarray(body.length))) throw corrupt('its checksum does not fit');
  if (!same(MAGIC, body.subarray(0, MAGIC.length))) throw corrupt('it is of another version');
  const headerAt = MAGIC.length + 4;
  const headerLength = new DataView(body.buffer, body.byteOffset + MAGIC.length, 4).getUint32(0);
  let at = headerAt + headerLength;
  const next = (length: number): Uint8Array => {
    at += length;
    return body.slice(at - length, at);
  };
  const header = JSON.parse(new TextDecoder().decode(body.subarray(headerAt, at))) as Header;
  const proofs = header.proofs.map(({ lengths: [input, proof, output], ...rest }) => ({
    ...rest,
    input: next(input),
    proof: next(proof),
    output: next(output),
  }));
  return { ...header, proofs };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function corrupt(why: string): ProverError {
  return new ProverError('outbox_entry_corrupt', `A stored proof cannot be read: ${why}`);
}
