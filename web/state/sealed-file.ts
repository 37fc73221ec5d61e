// A text that a passphrase seals: PBKDF2 makes the key from it, AES-256-GCM hides the text and shows any change.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ProverError } from '#client/errors.ts';

/** What OWASP asks for PBKDF2 with SHA-256; a second on a slow phone, and as long for every guess. */
export const ROUNDS = 600_000;
/** A file that asks for more would only hold the page up. */
const MOST_ROUNDS = 10_000_000;
/** A passphrase is guessed on the thief's own machines, as often as they like. */
export const LEAST_CHARACTERS = 12;

/** What stands in a file; binary parts are hexadecimal. */
export interface Sealed {
  readonly key: 'PBKDF2-SHA-256';
  readonly rounds: number;
  readonly salt: string;
  readonly cipher: 'AES-256-GCM';
  readonly nonce: string;
  readonly sealed: string;
}

/** Seals a text. Rejects with `sealing_unsupported` where the browser has no WebCrypto: pages without a safe connection. */
export async function seal(text: string, passphrase: string): Promise<Sealed> {
  const [salt, nonce] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const key = await keyOf(passphrase, salt, ROUNDS);
  const hidden = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new TextEncoder().encode(text));
  return {
    key: 'PBKDF2-SHA-256',
    rounds: ROUNDS,
    salt: bytesToHex(salt),
    cipher: 'AES-256-GCM',
    nonce: bytesToHex(nonce),
    sealed: bytesToHex(new Uint8Array(hidden)),
  };
}

/** Whether a value from a file has the form of what `seal` gives, and asks for no less work. */
export function isSealed(value: unknown): value is Sealed {
  const { key, rounds, salt, cipher, nonce, sealed } = (value ?? {}) as Record<string, unknown>;
  const known = key === 'PBKDF2-SHA-256' && cipher === 'AES-256-GCM';
  const asked = Number.isInteger(rounds) && Number(rounds) >= ROUNDS && Number(rounds) <= MOST_ROUNDS;
  return known && asked && isHex(salt, 16) && isHex(nonce, 12) && isHex(sealed, 16);
}

/** The text. Rejects with `passphrase_wrong`, which a file that was changed looks like too. */
export async function unseal(file: Sealed, passphrase: string): Promise<string> {
  const key = await keyOf(passphrase, hexToBytes(file.salt), file.rounds);
  const iv = hexToBytes(file.nonce).slice();
  try {
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, hexToBytes(file.sealed).slice());
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch (cause) {
    throw new ProverError('passphrase_wrong', 'The passphrase does not open the file', { cause });
  }
}

async function keyOf(passphrase: string, salt: Uint8Array, iterations: number): Promise<CryptoKey> {
  if (globalThis.crypto.subtle === undefined) {
    throw new ProverError('sealing_unsupported', 'This browser gives the page no cryptography');
  }
  // The same letters can be typed in several ways, depending on the keyboard.
  const typed = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const base = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt: salt.slice(), iterations };
  return crypto.subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function isHex(value: unknown, leastBytes: number): boolean {
  return typeof value === 'string' && value.length >= 2 * leastBytes && /^([0-9a-f]{2})+$/.test(value);
}
