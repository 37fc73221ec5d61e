// The hashes of proofs as the network writes them.
import { bytesToHex } from '@noble/hashes/utils.js';
import { keccak256 } from './keccak.ts';

/** Keccak-256 of a proof: lower-case hexadecimal, 64 characters. */
export function proofHash(proof: Uint8Array): string {
  return bytesToHex(keccak256(proof));
}

/** Keccak-256 over the text of the hashes joined with nothing between; of an empty list the empty text. */
export function combinedHash(hashes: readonly string[]): string {
  return hashes.length === 0 ? '' : proofHash(new TextEncoder().encode(hashes.join('')));
}

/** What a task's submission is known by: the hash of its one proof, or the combined hash of several. */
export function submissionHash(hashes: readonly string[]): string {
  const [only] = hashes;
  return hashes.length === 1 && only !== undefined ? only : combinedHash(hashes);
}
