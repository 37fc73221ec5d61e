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

export async function userById(db: Queryable, userId: string): Promise<User & { walletProvenAt: Date | undefined }> {
  const [row] = await db.query<{ user_id: string; wallet_written: string; wallet_proven_at: Date | null }>(
    'SELECT user_id, wallet_written, wallet_proven_at FROM users WHERE user_id = $1',
    [userId],
  );
  if (row)
    return { userId: row.user_id, wallet: row.wallet_written, walletProvenAt: row.wallet_proven_at ?? undefined };
  throw new OrchestratorError('unknown_user', 'there is no user with this id');
}

/** A user as administrators see one. */
export interface UserSummary extends User {
  createdAt: Date;
  walletProvenAt: Date | undefined;
  nodes: number;
  jobs: number;
  accepted: number;
  cycles: number;
}

/** A page of users, newest first, after one; or the one with the wallet. */
export async function usersPage(
  db: Queryable,
  wallet: string | undefined,
  pageSize: number,
  after: string,
): Promise<UserSummary[]> {
  const rows = await db.query<Record<string, unknown>>(
    `SELECT u.*, sums.*, (SELECT count(*) FROM jobs WHERE owner_id = u.user_id) AS jobs FROM (
       SELECT * FROM users WHERE ($1::text IS NULL OR wallet = $1)
         AND ($2::uuid IS NULL OR (created_at, user_id) < (SELECT created_at, user_id FROM users WHERE user_id = $2))
       ORDER BY created_at DESC, user_id DESC LIMIT $3) u
     CROSS JOIN LATERAL (SELECT count(*) AS nodes, COALESCE(sum(accepted), 0) AS accepted,
       COALESCE(sum(cycles), 0) AS cycles FROM nodes WHERE user_id = u.user_id) sums
     ORDER BY u.created_at DESC, u.user_id DESC`,
    [wallet === undefined ? null : walletKey(wallet), isUuid(after) ? after : null, pageSize],
  );
  return rows.map((row) => ({
    userId: String(row.user_id),
    wallet: String(row.wallet_written),
    createdAt: row.created_at as Date,
    walletProvenAt: (row.wallet_proven_at as Date | null) ?? undefined,
    nodes: Number(row.nodes),
    jobs: Number(row.jobs),
    accepted: Number(row.accepted),
    cycles: Number(row.cycles),
  }));
}
