// A receipt: what the orchestrator owes a node for one task, signed, and chained to the one before.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Database } from '#orchestrator/db/database.ts';

export interface ReceiptClaim {
  nodeId: string;
  number: number;
  taskId: string;
  proofHash: string;
  cycles: number;
  acceptedAt: Date;
  previousHash: string;
}

export interface Signer {
  publicKey: Uint8Array;
  /** Signs the text of a receipt. */
  sign(text: string): Uint8Array;
}

/** What is signed. Clients build it themselves to check it. */
export function receiptText(claim: ReceiptClaim): string {
  const { nodeId, number, taskId, proofHash, cycles, acceptedAt, previousHash } = claim;
  return ['1', nodeId, number, taskId, proofHash, cycles, acceptedAt.getTime(), previousHash].join(' | ');
}

export function receiptHash(text: string): string {
  return bytesToHex(keccak_256(utf8ToBytes(text)));
}

/** The key that all servers on the database sign receipts with, made by the first of them. */
export async function receiptSigner(db: Database): Promise<Signer> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await db.query("INSERT INTO server_keys (purpose, private_key) VALUES ('receipts', $1) ON CONFLICT DO NOTHING", [
    privateKey.export({ type: 'pkcs8', format: 'der' }),
  ]);
  const [row] = await db.query<{ private_key: Buffer }>(
    "SELECT private_key FROM server_keys WHERE purpose = 'receipts'",
  );
  const key: KeyObject = createPrivateKey({ key: row?.private_key ?? Buffer.alloc(0), format: 'der', type: 'pkcs8' });
  return {
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32),
    sign: (text) => sign(null, Buffer.from(text), key),
  };
}
