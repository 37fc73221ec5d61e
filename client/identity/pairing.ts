// Pairing codes: a node's own word, good for minutes, that whoever shows it may watch the node from a page.
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { ProverError } from '../errors.ts';
import { base64UrlOf, bytesOfBase64Url } from './base64-url.ts';
import { proofHash } from './hashes.ts';
import type { Identity } from './identity.ts';

/** How long a code is good: long enough to carry it to a phone, short enough to be of no use in a history. */
export const PAIRING_MS = 10 * 60_000;

/** What a code claims; nothing of it is true before `checkClaim` and `checkSigned` have let it pass. */
export interface PairingClaim {
  /** The beginning of the network's fingerprint, in hexadecimal. */
  readonly network: string;
  readonly nodeId: string;
  readonly expiresAtMs: number;
  readonly signature: Uint8Array;
}

/** Whether a signature over a text is a key's. */
export type IsSigned = (text: string, signature: Uint8Array) => Promise<boolean>;

const VERSION = 1;
const NETWORK_BYTES = 8;
/** Version, network, node id (8 bytes), seconds (4 bytes), signature. */
const CODE_BYTES = 1 + NETWORK_BYTES + 8 + 4 + 64;

/** A code of a node for a network, which is known by the key that it signs receipts with. */
export async function pairingCode(
  identity: Identity,
  networkKey: Uint8Array,
  nodeId: string,
  expiresAtMs: number,
): Promise<string> {
  const seconds = Math.floor(expiresAtMs / 1000);
  const head = new DataView(new ArrayBuffer(12));
  head.setBigUint64(0, BigInt(nodeId));
  head.setUint32(8, seconds);
  const signature = await identity.sign(pairingText(networkKey, nodeId, seconds));
  const network = hexToBytes(fingerprintOf(networkKey));
  return base64UrlOf(concatBytes(Uint8Array.of(VERSION), network, new Uint8Array(head.buffer), signature));
}

/** What a code claims, in a link or alone; throws `pairing_malformed` for anything else. */
export function readPairing(text: string): PairingClaim {
  const code = text.trim().split('/').at(-1) ?? '';
  const bytes = bytesOfBase64Url(code);
  if (bytes?.length !== CODE_BYTES || bytes[0] !== VERSION) {
    throw new ProverError('pairing_malformed', 'This is no pairing code');
  }
  const view = new DataView(bytes.buffer, 1 + NETWORK_BYTES);
  return {
    network: bytesToHex(bytes.subarray(1, 1 + NETWORK_BYTES)),
    nodeId: view.getBigUint64(0).toString(),
    expiresAtMs: view.getUint32(8) * 1000,
    signature: bytes.slice(-64),
  };
}

/** Throws where a claim is for another network, over, or further ahead than a code lasts: `pairing_…`. */
export function checkClaim(claim: PairingClaim, networkKey: Uint8Array, now: number): void {
  if (claim.network !== fingerprintOf(networkKey)) {
    throw new ProverError('pairing_foreign', 'The code is of another network');
  }
  // Twice as long: the clocks of two devices differ.
  if (claim.expiresAtMs <= now || claim.expiresAtMs > now + 2 * PAIRING_MS) {
    throw new ProverError('pairing_expired', 'The code is over, or the clocks of the two devices differ');
  }
}

/** Throws `pairing_forged` where the key that acts for the node did not sign the claim. */
export async function checkSigned(claim: PairingClaim, networkKey: Uint8Array, isSigned: IsSigned): Promise<void> {
  const text = pairingText(networkKey, claim.nodeId, claim.expiresAtMs / 1000);
  if (await isSigned(text, claim.signature)) return;
  throw new ProverError('pairing_forged', 'The code is not signed by the key of its node');
}

/** Begins unlike everything else that a node signs, so that no signature is good for two things. */
function pairingText(networkKey: Uint8Array, nodeId: string, seconds: number): string {
  return `nexus-prover pairing 1 | ${bytesToHex(networkKey)} | ${nodeId} | ${seconds}`;
}

function fingerprintOf(networkKey: Uint8Array): string {
  return proofHash(networkKey).slice(0, 2 * NETWORK_BYTES);
}
