// What bytes are known by, to notice that they have changed: SHA-256, by the host where it has it, off this thread.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The hash of bytes in hexadecimal. */
export async function contentHash(bytes: Uint8Array): Promise<string> {
  // A page that came over plain http has no `subtle`.
  const digest = crypto.subtle === undefined ? sha256(bytes) : await crypto.subtle.digest('SHA-256', bytes);
  return bytesToHex(new Uint8Array(digest));
}
