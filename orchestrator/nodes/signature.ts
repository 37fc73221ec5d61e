// Ed25519 signatures by nodes.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** The fixed beginning of an ed25519 public key in DER (RFC 8410). */
const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Keys as OpenSSL has them, which takes as long to make as a signature to check; a node uses the same one again. */
const keys = new Map<string, KeyObject>();
const MOST_KEYS = 10_000;

/** What a node signs of a submission. */
export function submissionText(taskId: string, proofHash: string): string {
  return `0 | ${taskId} | ${proofHash}`;
}

/** What a node signs with its present key to replace it. */
export function replacementText(nodeId: string, next: Uint8Array): string {
  return `0 | replace-key | ${nodeId} | ${Buffer.from(next).toString('hex')}`;
}

/** Whether the signature over the text is the key's. Anything malformed is simply not a signature. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return verify(null, Buffer.from(text), keyOf(publicKey), signature);
  } catch {
    return false;
  }
}

function keyOf(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString('latin1');
  const known = keys.get(name);
  if (known) return known;
  const key = createPublicKey({ key: Buffer.concat([DER_PREFIX, publicKey]), format: 'der', type: 'spki' });
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}
