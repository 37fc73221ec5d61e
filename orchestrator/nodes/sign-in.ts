// Sign-in with a wallet (EIP-4361): a message that the wallet signs, which proves that it is its holder who calls.
import { randomBytes, randomUUID } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { SIGN_IN_DAYS, SIGN_IN_MINUTES } from '#orchestrator/limits.ts';
import { audit } from '#orchestrator/operations/audit.ts';
import { createToken } from './tokens.ts';
import { registerUser, type User } from './users.ts';
import { walletKey, withChecksum } from './wallet.ts';

export interface SignedIn {
  token: string;
  user: User;
  expiresAt: Date;
}

const STATEMENT = 'Sign in to the proof network. This costs nothing and moves nothing.';

/** A message to be signed, which is good once. `origin` has to be one of this network's own: the wallet shows it. */
export async function createSignInMessage(
  db: Queryable,
  wallet: string,
  origin: URL,
  chainId: bigint,
  now = new Date(),
): Promise<string> {
  const key = walletKey(wallet);
  const expiresAt = new Date(now.getTime() + SIGN_IN_MINUTES * 60_000);
  const message = [
    `${origin.host} wants you to sign in with your Ethereum account:`,
    `0x${withChecksum(key.slice(2))}`,
    '',
    STATEMENT,
    '',
    `URI: ${origin.origin}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${randomBytes(16).toString('hex')}`,
    `Issued At: ${now.toISOString()}`,
    `Expiration Time: ${expiresAt.toISOString()}`,
  ].join('\n');
  await db.query('DELETE FROM sign_in_messages WHERE expires_at < now()');
  await db.query('INSERT INTO sign_in_messages (message, wallet, expires_at) VALUES ($1, $2, $3)', [
    message,
    key,
    expiresAt,
  ]);
  return message;
}

/** Takes a message that this network made, with the wallet's signature, and gives a token for its user. */
export async function signIn(db: Database, message: string, signature: Uint8Array): Promise<SignedIn> {
  return db.transaction(async (tx) => {
    // Taken out by whoever is first; a wrong signature puts it back with the transaction.
    const [row] = await tx.query<{ wallet: string }>(
      'DELETE FROM sign_in_messages WHERE message = $1 AND expires_at > now() RETURNING wallet',
      [message],
    );
    if (!row) {
      throw new OrchestratorError('sign_in_expired', 'this message is not waiting to be signed here', {
        remedy: 'Ask for a new one, and sign it unchanged within ten minutes.',
      });
    }
    if (signerOf(message, signature) !== row.wallet) {
      throw new OrchestratorError('bad_signature', 'the signature is not by this wallet over this message', {
        remedy: 'Sign with personal_sign, with the account that the message names.',
      });
    }
    const user = await registerUser(tx, randomUUID(), `0x${withChecksum(row.wallet.slice(2))}`);
    await tx.query('UPDATE users SET wallet_proven_at = now() WHERE user_id = $1', [user.userId]);
    const expiresAt = new Date(Date.now() + SIGN_IN_DAYS * 86_400_000);
    const token = await createToken(tx, user.userId, 'owner', 'signed in', expiresAt);
    await audit(tx, user.userId, 'signed_in', row.wallet);
    return { token, user, expiresAt };
  });
}

/** The wallet whose key signed a text with personal_sign (EIP-191); undefined for what is no signature. */
export function signerOf(text: string, signature: Uint8Array): string | undefined {
  // v is 27 or 28 by most wallets, 0 or 1 by some hardware.
  const recovery = (signature[64] ?? 255) % 27;
  if (signature.length !== 65 || recovery > 1) return undefined;
  try {
    const bytes = utf8ToBytes(text);
    const digest = keccak_256(concatBytes(utf8ToBytes(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes));
    const point = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact')
      .addRecoveryBit(recovery)
      .recoverPublicKey(digest);
    return `0x${bytesToHex(keccak_256(point.toBytes(false).subarray(1)).subarray(12))}`;
  } catch {
    return undefined;
  }
}
