// The backup of a key: a file that holds it, and whose it is.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ProverError } from '#client/errors.ts';

/** What a backup holds. */
export interface KeyBackup {
  /** The address of the network's page. */
  readonly orchestrator: string;
  /** Empty: the key has no node yet. */
  readonly nodeId: string;
  readonly wallet: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

const KIND = 'nexus-prover-key';

/** The file of a backup. */
export function encodeBackup({ secret, ...rest }: KeyBackup): Uint8Array {
  const text = JSON.stringify({ kind: KIND, version: 1, ...rest, secretKey: bytesToHex(secret) }, null, 2);
  return new TextEncoder().encode(`${text}\n`);
}

/** The backup in a file; throws `backup_malformed` for anything else. */
export function decodeBackup(file: Uint8Array): KeyBackup {
  const { kind, version, orchestrator, nodeId, wallet, secretKey } = fieldsOf(file);
  const texts = [orchestrator, nodeId, wallet].every((text) => typeof text === 'string');
  if (kind !== KIND || version !== 1 || !texts || !/^[0-9a-f]{64}$/.test(String(secretKey))) throw malformed();
  return {
    orchestrator: String(orchestrator),
    nodeId: String(nodeId),
    wallet: String(wallet),
    secret: hexToBytes(String(secretKey)),
  };
}

/** What the present key signs to hand its node over to another. */
export function replacementText(nodeId: string, next: Uint8Array): string {
  return `0 | replace-key | ${nodeId} | ${bytesToHex(next)}`;
}

function fieldsOf(file: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw malformed();
}

function malformed(): ProverError {
  return new ProverError('backup_malformed', 'The file is no backup of a key');
}
