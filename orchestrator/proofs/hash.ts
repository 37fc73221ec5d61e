// Hashes of proofs: Keccak-256 in lower-case hex, and how several are combined.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The hash of several proofs: over the text of their hashes, joined with nothing between. */
export function combinedHash(hashes: string[]): string {
  return hashes.length === 0 ? '' : bytesToHex(keccak_256(utf8ToBytes(hashes.join(''))));
}

export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
