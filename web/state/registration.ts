// How this browser becomes a node: registered once for each orchestrator, and remembered.
import { bytesToHex } from '@noble/hashes/utils.js';
import { proofHash } from '#client/identity/hashes.ts';
import type { OrchestratorClient } from '#client/orchestrator/orchestrator-client.ts';
import type { Notes } from '#client/store/notes.ts';

const WALLET_NOTE = 'wallet';

/** This browser's node id at an orchestrator; undefined before the first start. */
export async function keptNodeId(notes: Notes, name: string): Promise<string | undefined> {
  return (await notes.read(`node ${name}`)) || undefined;
}

/** Is another node from now on. */
export async function keepNodeId(notes: Notes, name: string, nodeId: string): Promise<void> {
  await notes.write(`node ${name}`, nodeId);
}

/** This browser's node id at an orchestrator, registered if it has none. */
export async function keptNode(
  notes: Notes,
  orchestrator: Pick<OrchestratorClient, 'registerUser' | 'registerNode'>,
  name: string,
  publicKey: Uint8Array,
  signal?: AbortSignal,
): Promise<string> {
  const kept = await keptNodeId(notes, name);
  if (kept !== undefined) return kept;
  const userId = await orchestrator.registerUser(uuid(), await walletOf(notes, publicKey), signal);
  const nodeId = await orchestrator.registerNode(userId, signal);
  await keepNodeId(notes, name, nodeId);
  return nodeId;
}

/** Forgets the node, for an orchestrator that does not know it any more; the next start registers anew. */
export async function forgetNode(notes: Notes, name: string): Promise<void> {
  await keepNodeId(notes, name, '');
}

/** The wallet that this browser proves for: the reader's, else the address that stands for one. */
export async function walletOf(notes: Notes, publicKey: Uint8Array): Promise<string> {
  return (await notes.read(WALLET_NOTE)) || stationAddress(publicKey);
}

/** Proves for another wallet from the next start on, as another node; empty: for none. */
export async function keepWallet(notes: Notes, name: string, wallet: string): Promise<void> {
  await notes.write(WALLET_NOTE, wallet);
  await forgetNode(notes, name);
}

/** Whether a text has the form of a wallet's address. */
export function isWallet(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text);
}

/** Stands for a wallet where the reader gave none: an address made from the public key, so that it stays the same. */
export function stationAddress(publicKey: Uint8Array): string {
  return `0x${proofHash(publicKey).slice(-40)}`;
}

/** crypto.randomUUID is missing on pages that did not come over a safe connection. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
