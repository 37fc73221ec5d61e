// Checks ed25519 signatures: by WebCrypto where it can, which leaves the page's thread free, else in JavaScript.
import * as ed25519 from '@noble/ed25519';
// Gives noble's ed25519 the hash that it needs.
import '#client/identity/identity.ts';
import type { CheckSignature } from '../state/receipt-chain.ts';

/** A check for signatures of one key. */
export async function signatureCheck(publicKey: Uint8Array): Promise<CheckSignature> {
  const key = await importedKey(publicKey);
  return async (text, signature) => {
    const bytes = new TextEncoder().encode(text);
    if (key === undefined) return ed25519.verify(signature, bytes, publicKey);
    return crypto.subtle.verify('Ed25519', key, signature.slice(), bytes);
  };
}

async function importedKey(publicKey: Uint8Array): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify']);
  } catch {
    return undefined;
  }
}
