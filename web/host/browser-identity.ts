// This browser's key: made by WebCrypto so that no script can read it, and kept in IndexedDB.
import { type Identity, keptIdentity } from '#client/identity/identity.ts';
import type { BrowserStore } from './idb-store.ts';

const NAME = 'identity';

/** The identity, made on first use. Where WebCrypto has no Ed25519, a key in the notes takes its place. */
export async function browserIdentity(store: BrowserStore): Promise<Identity> {
  const { database, notes } = store;
  // A browser update may bring Ed25519 after a key was made without it: the older key has the leases.
  const older = await notes.read(NAME);
  if (database === undefined || older !== undefined) return keptIdentity(notes);
  const pair = (await database.get('keys', NAME)) ?? (await newPair());
  if (pair === undefined) return keptIdentity(notes);
  await database.put('keys', pair, NAME);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    publicKey,
    async sign(text) {
      return new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(text)));
    },
  };
}

/** Undefined where the browser cannot: no Ed25519, or a page that did not come over a safe connection. */
async function newPair(): Promise<CryptoKeyPair | undefined> {
  try {
    return await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  } catch {
    return undefined;
  }
}
