// Users: people who are credited, known by their wallets.
import type { Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { walletKey } from './wallet.ts';

export interface User {
  userId: string;
  wallet: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Registers a user, or gives the one who has the wallet already. */
export async function registerUser(db: Queryable, userId: string, wallet: string): Promise<User> {
  const key = walletKey(wallet);
  if (!isUuid(userId)) throw new OrchestratorError('bad_request', 'a user id is a UUID');
  await db.query('INSERT INTO users (user_id, wallet, wallet_written) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    userId,
    key,
    wallet,
  ]);
  const user = await userOfWallet(db, wallet);
  if (user !== undefined) return user;
  throw new OrchestratorError('already_exists', 'this user id belongs to another wallet', {
    remedy: 'Make a new random user id.',
  });
}

export async function userOfWallet(db: Queryable, wallet: string): Promise<User | undefined> {
  const rows = await db.query<{ user_id: string; wallet_written: string }>(
    'SELECT user_id, wallet_written FROM users WHERE wallet = $1',
    [walletKey(wallet)],
  );
  return rows[0] && { userId: rows[0].user_id, wallet: rows[0].wallet_written };
}

export async function userById(db: Queryable, userId: string): Promise<User> {
  const rows = await db.query<{ user_id: string; wallet_written: string }>(
    'SELECT user_id, wallet_written FROM users WHERE user_id = $1',
    [userId],
  );
  if (rows[0]) return { userId: rows[0].user_id, wallet: rows[0].wallet_written };
  throw new OrchestratorError('unknown_user', 'there is no user with this id');
}
