// The backup of a key: a file that holds it, and whose it is.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ProverError } from '#client/errors.ts';
import { isSealed, type Sealed, seal, unseal } from './sealed-file.ts';

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

/** The file of a backup, which only the passphrase opens. */
export async function encodeBackup({ secret, ...rest }: KeyBackup, passphrase: string): Promise<Uint8Array> {
  const content = JSON.stringify({ ...rest, secretKey: bytesToHex(secret) });
  return fileOf({ kind: KIND, version: 2, ...(await seal(content, passphrase)) });
}

/** Whether a file has to be opened with a passphrase; throws `backup_malformed` for what is no backup. */
export function needsPassphrase(file: Uint8Array): boolean {
  return openedOrSealed(file) === 'sealed';
}

/**
 * The backup in a file, of this version or of the first one, which was not sealed. Rejects with `passphrase_wrong`, and
 * with `backup_malformed` for anything else.
 */
export async function decodeBackup(file: Uint8Array, passphrase: string): Promise<KeyBackup> {
  const fields = fieldsOf(new TextDecoder().decode(file));
  if (openedOrSealed(file) === 'open') return backupOf(fields);
  return backupOf(fieldsOf(await unseal(fields as unknown as Sealed, passphrase)));
}

function openedOrSealed(file: Uint8Array): 'open' | 'sealed' {
  const fields = fieldsOf(new TextDecoder().decode(file));
  if (fields.kind === KIND && fields.version === 1) return 'open';
  if (fields.kind === KIND && fields.version === 2 && isSealed(fields)) return 'sealed';
  throw malformed();
}

function backupOf({ orchestrator, nodeId, wallet, secretKey }: Record<string, unknown>): KeyBackup {
  const texts = [orchestrator, nodeId, wallet].every((text) => typeof text === 'string');
  if (!texts || !/^[0-9a-f]{64}$/.test(String(secretKey))) throw malformed();
  return {
    orchestrator: String(orchestrator),
    nodeId: String(nodeId),
    wallet: String(wallet),
    secret: hexToBytes(String(secretKey)),
  };
}

function fileOf(fields: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(fields, null, 2)}\n`);
}

/** What the present key signs to hand its node over to another. */
export function replacementText(nodeId: string, next: Uint8Array): string {
  return `0 | replace-key | ${nodeId} | ${bytesToHex(next)}`;
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw malformed();
}

function malformed(): ProverError {
  return new ProverError('backup_malformed', 'The file is no backup of a key');
}
