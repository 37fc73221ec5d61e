// Hashes of proofs: Keccak-256 in lower-case hex, and how several are combined.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The hash of several proofs: over the text of their hashes, joined with nothing between. */
export function combinedHash(hashes: string[]): string {
  return hashes.length === 0 ? '' : bytesToHex(keccak_256(utf8ToBytes(hashes.join(''))));
}

/** Refuses a proof whose hash is not the one that was told. */
export function checkHash(proof: Uint8Array, proofHash: string): void {
  if (bytesToHex(keccak_256(proof)) === proofHash) return;
  throw Object.assign(new Error('the hash is not that of the proof'), { code: 'hash_mismatch' });
}

export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
