// A proof as a file that stands for itself: with its program, input and output, in the form of a job's bundle.
import { create } from '@bufbuild/protobuf';
import { sizeDelimitedDecodeStream, sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import { ProverError } from '#client/errors.ts';
import { type BundlePart, BundlePartSchema } from '#proto/proofnet/v1/jobs_pb.ts';
import type { KeptProof } from './kept-proof.ts';

/** What a file says; nothing of it is verified. */
export interface ProofFile {
  readonly programDigest: string;
  readonly profile: string;
  readonly elf: Uint8Array;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly exitCode: number;
  readonly proof: Uint8Array;
}

/** The file of one proof. */
export function encodeProofFile(record: KeptProof, proof: Uint8Array, elf: Uint8Array): Uint8Array {
  const { programDigest, profile, input, output, exitCode, hash } = record;
  const header = { version: 1, engine: { profile }, programDigest, programName: 'program', elf, inputs: 1 };
  const parts = [
    create(BundlePartSchema, { part: { case: 'header', value: header } }),
    create(BundlePartSchema, { part: { case: 'result', value: { input, output, exitCode, proof, proofHash: hash } } }),
  ].map((part) => sizeDelimitedEncode(BundlePartSchema, part));
  return joined(parts);
}

/** The first proof in a file; a job's bundle may hold more. Rejects with `proof_file_malformed`. */
export async function decodeProofFile(bytes: Uint8Array): Promise<ProofFile> {
  const parts: BundlePart['part'][] = [];
  try {
    for await (const { part } of sizeDelimitedDecodeStream(BundlePartSchema, chunk(bytes))) parts.push(part);
  } catch (cause) {
    throw new ProverError('proof_file_malformed', 'The file cannot be read as a proof', { cause });
  }
  const [header, result] = parts;
  if (header?.case !== 'header' || header.value.version !== 1 || result?.case !== 'result') {
    throw new ProverError('proof_file_malformed', 'The file holds no proof with its program');
  }
  const { programDigest, engine, elf } = header.value;
  const { input, output, exitCode, proof } = result.value;
  return { programDigest, profile: engine?.profile ?? '', elf, input, output, exitCode, proof };
}

async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
