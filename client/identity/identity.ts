// Who this prover is: an ed25519 key that is made once and kept, because leases are bound to it.
import * as ed25519 from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ProverError } from '../errors.ts';
import type { Notes } from '../store/notes.ts';

ed25519.hashes.sha512 = (message) => sha512(message) as Uint8Array<ArrayBuffer>;

/** Signs submissions. A host may keep the key where scripts cannot read it, so signing is asynchronous. */
export interface Identity {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The 64 bytes of an RFC 8032 signature over the UTF-8 text. */
  sign(text: string): Promise<Uint8Array>;
}

/** What is signed for a submission; the proof itself is covered through its hash. */
export function submissionText(taskId: string, hash: string): string {
  return `0 | ${taskId} | ${hash}`;
}

/** An identity from the 32 secret bytes. */
export function identityFromSeed(seed: Uint8Array): Identity {
  const publicKey = ed25519.getPublicKey(seed);
  return { publicKey, sign: async (text) => ed25519.sign(new TextEncoder().encode(text), seed) };
}

/** The identity kept under the name `identity`, made on first use. */
export async function keptIdentity(notes: Notes): Promise<Identity> {
  const kept = await notes.read('identity');
  // Another prover may begin at the same moment: what counts is what was kept.
  const text = kept ?? (await notes.writeFirst('identity', bytesToHex(ed25519.utils.randomSecretKey())));
  return identityFromSeed(seedFromText(text));
}

function seedFromText(text: string): Uint8Array {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/.test(trimmed)) return hexToBytes(trimmed);
  // Making a new key here would orphan every lease and hide the damage.
  throw new ProverError('identity_corrupt', 'The kept identity is not 64 hexadecimal digits', {
    remedy: 'Restore it from a copy, or delete it to begin with a new key.',
  });
}
