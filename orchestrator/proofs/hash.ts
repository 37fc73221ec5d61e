// Hashes of proofs: Keccak-256 in lower-case hex, and how several are combined. In WebAssembly: proofs have hundreds of
// kilobytes, for which one in JavaScript takes as long as verifying them.
import { createKeccak } from 'hash-wasm';

const hasher = await createKeccak(256);

/** The hash of a proof. */
export function proofHashOf(proof: Uint8Array): string {
  return hasher.init().update(proof).digest();
}

/** The hash of several proofs: over the text of their hashes, joined with nothing between. */
export function combinedHash(hashes: string[]): string {
  return hashes.length === 0 ? '' : proofHashOf(Buffer.from(hashes.join('')));
}

/** Refuses a proof whose hash is not the one that was told. */
export function checkHash(proof: Uint8Array, proofHash: string): void {
  if (proofHashOf(proof) === proofHash) return;
  throw Object.assign(new Error('the hash is not that of the proof'), { code: 'hash_mismatch' });
}

export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
