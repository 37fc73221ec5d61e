// Ed25519 signatures by nodes.
import { createPublicKey, verify } from 'node:crypto';

/** The fixed beginning of an ed25519 public key in DER (RFC 8410). */
const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

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
    const key = createPublicKey({ key: Buffer.concat([DER_PREFIX, publicKey]), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(text), key, signature);
  } catch {
    return false;
  }
}
