// Reads the bundle of a job: its program, and every proof with what it proves.
import { sizeDelimitedDecodeStream } from '@bufbuild/protobuf/wire';
import { ProverError } from '#client/errors.ts';
import { type BundleHeader, BundlePartSchema, type BundleResult } from '#proto/proofnet/v1/jobs_pb.ts';

/** A bundle. */
export interface Bundle {
  readonly header: BundleHeader;
  readonly results: readonly BundleResult[];
}

/** The bundle in a file's bytes. */
export async function readBundle(bytes: Uint8Array): Promise<Bundle> {
  let header: BundleHeader | undefined;
  const results: BundleResult[] = [];
  try {
    for await (const { part } of sizeDelimitedDecodeStream(BundlePartSchema, chunks(bytes))) {
      if (part.case === 'header') header = part.value;
      if (part.case === 'result') results.push(part.value);
    }
  } catch (cause) {
    throw malformed('it cannot be decoded', cause);
  }
  if (header === undefined || header.version !== 1) throw malformed('it has no header of version 1');
  if (results.length === 0) throw malformed('it holds no proof');
  return { header, results };
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function malformed(why: string, cause?: unknown): ProverError {
  return new ProverError('bundle_malformed', `This is neither a proof with its expectation nor a bundle: ${why}`, {
    cause,
  });
}
