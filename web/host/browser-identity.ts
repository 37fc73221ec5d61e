// This browser's key: made by WebCrypto so that no script can read it, and kept in IndexedDB.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { type Identity, identityFromSeed, keptIdentity } from '#client/identity/identity.ts';
import type { Notes } from '#client/store/notes.ts';
import type { BrowserStore } from './idb-store.ts';

const NAME = 'identity';

/** A browser's key; `readable`: it is kept as bytes, which a script could read. */
export interface BrowserIdentity extends Identity {
  readonly readable: boolean;
}

/** The identity, made on first use. Where WebCrypto has no Ed25519, a key in the notes takes its place. */
export async function browserIdentity(store: BrowserStore): Promise<BrowserIdentity> {
  const { database, notes } = store;
  // A browser update may bring Ed25519 after a key was made without it: the older key has the leases.
  const older = await notes.read(NAME);
  if (database === undefined || older !== undefined) return readable(notes);
  const pair = (await database.get('keys', NAME)) ?? (await newPair());
  if (pair === undefined) return readable(notes);
  await database.put('keys', pair, NAME);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    publicKey,
    readable: false,
    async sign(text) {
      return new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(text)));
    },
  };
}

async function readable(notes: Notes): Promise<BrowserIdentity> {
  return { ...(await keptIdentity(notes)), readable: true };
}

/** Keeps a key from its 32 secret bytes in the place of the present one; no script can read it afterwards. */
export async function keepSecret({ database, notes }: BrowserStore, secret: Uint8Array): Promise<void> {
  const pair = database && (await importedPair(secret));
  if (database === undefined || pair === undefined) return notes.write(NAME, bytesToHex(secret));
  const change = database.transaction(['keys', 'notes'], 'readwrite', { durability: 'strict' });
  await change.objectStore('keys').put(pair, NAME);
  await Promise.all([change.objectStore('notes').delete(NAME), change.done]);
}

/** What WebCrypto wants before the secret bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = hexToBytes('302e020100300506032b657004220420');

async function importedPair(secret: Uint8Array): Promise<CryptoKeyPair | undefined> {
  try {
    const { publicKey } = identityFromSeed(secret);
    const whole = new Uint8Array([...PKCS8, ...secret]);
    return {
      privateKey: await crypto.subtle.importKey('pkcs8', whole, 'Ed25519', false, ['sign']),
      publicKey: await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', true, ['verify']),
    };
  } catch {
    return undefined;
  }
}

/** Undefined where the browser cannot: no Ed25519, or a page that did not come over a safe connection. */
async function newPair(): Promise<CryptoKeyPair | undefined> {
  try {
    return await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  } catch {
    return undefined;
  }
}
