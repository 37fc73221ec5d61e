// Keccak-256 in WebAssembly: proofs have hundreds of kilobytes, for which one in JavaScript takes a dozen times as long.
import { keccak_256 } from '@noble/hashes/sha3.js';
// This one hash of its library alone: every worker loads it, and the rest is twenty times as much to load.
import hashes from 'hash-wasm/dist/keccak.umd.min.js';

/** The one in JavaScript until the other is compiled: a worker whose module waited for that would miss its first message. */
let hash = (bytes: Uint8Array): Uint8Array => keccak_256(bytes);

/** Resolves when hashing is fast. */
export const compiled: Promise<void> = hashes.createKeccak(256).then(
  (hasher) => {
    hash = (bytes) => hasher.init().update(bytes).digest('binary');
  },
  // Without WebAssembly nothing is proven anyway, and whoever tries is told.
  () => {},
);

/** The 32 bytes of the hash. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return hash(bytes);
}
