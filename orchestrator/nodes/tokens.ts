// API tokens: what people who bring jobs, and administrators, show.
import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { isUuid } from './users.ts';

export type Role = 'owner' | 'admin';

export interface Bearer {
  userId: string;
  role: Role;
}

/** A token as it can be spoken of; the token itself is known to its holder alone. */
export interface TokenDescription {
  tokenId: string;
  userId: string;
  wallet: string;
  role: Role;
  label: string;
  createdAt: Date;
  expiresAt: Date | undefined;
  revokedAt: Date | undefined;
}

/** Makes a token and returns it; it cannot be read again. */
export async function createToken(
  db: Queryable,
  userId: string,
  role: Role,
  label: string,
  expiresAt?: Date,
): Promise<string> {
  if (!/^[^\p{C}]{0,100}$/u.test(label)) {
    throw new OrchestratorError('bad_request', 'a label has at most 100 characters, all of them printable');
  }
  const token = `npt_${randomBytes(32).toString('base64url')}`;
  const rows = await db.query(
    `INSERT INTO tokens (token_hash, user_id, role, label, expires_at) SELECT $1, user_id, $3, $4, $5 FROM users
     WHERE user_id = $2 RETURNING 1`,
    [hashOf(token), isUuid(userId) ? userId : null, role, label, expiresAt ?? null],
  );
  if (rows.length > 0) return token;
  throw new OrchestratorError('unknown_user', 'there is no user with this id');
}

/** What may be told of a token that was just made. */
export async function describeToken(db: Queryable, token: string): Promise<TokenDescription> {
  const [row] = await db.query(`${SELECT} WHERE token_hash = $1`, [hashOf(token)]);
  if (!row) throw unknownToken();
  return tokenOf(row);
}

/** A page of a user's tokens, or of everybody's, newest first, before one. */
export async function tokensPage(
  db: Queryable,
  userId: string | undefined,
  pageSize: number,
  before: number | undefined,
): Promise<TokenDescription[]> {
  const rows = await db.query(
    `${SELECT} WHERE ($1::uuid IS NULL OR t.user_id = $1) AND ($2::bigint IS NULL OR token_id < $2)
     ORDER BY token_id DESC LIMIT $3`,
    [userId ?? null, before ?? null, pageSize],
  );
  return rows.map(tokenOf);
}

export async function revokeToken(db: Queryable, token: string): Promise<boolean> {
  const rows = await db.query(
    'UPDATE tokens SET revoked_at = now() WHERE token_hash = $1 AND revoked_at IS NULL RETURNING 1',
    [hashOf(token)],
  );
  return rows.length > 0;
}

/** Makes a token useless by its id: of one user, or of anybody. */
export async function revokeTokenById(db: Queryable, tokenId: string, userId?: string): Promise<void> {
  const rows = await db.query(
    `UPDATE tokens SET revoked_at = COALESCE(revoked_at, now())
     WHERE token_id = $1 AND ($2::uuid IS NULL OR user_id = $2) RETURNING 1`,
    [/^\d{1,18}$/.test(tokenId) ? tokenId : null, userId ?? null],
  );
  if (rows.length === 0) throw unknownToken();
}

function unknownToken(): OrchestratorError {
  return new OrchestratorError('unknown_token', 'there is no such token');
}

const SELECT = `SELECT t.token_id, t.user_id, u.wallet_written, t.role, t.label, t.created_at, t.expires_at, t.revoked_at
  FROM tokens t JOIN users u USING (user_id)`;

function tokenOf(row: Record<string, unknown>): TokenDescription {
  return {
    tokenId: String(row.token_id),
    userId: String(row.user_id),
    wallet: String(row.wallet_written),
    role: row.role as Role,
    label: String(row.label),
    createdAt: row.created_at as Date,
    expiresAt: (row.expires_at as Date | null) ?? undefined,
    revokedAt: (row.revoked_at as Date | null) ?? undefined,
  };
}

/** Who shows an administrator's token. */
export async function administratorOf(db: Queryable, authorization: string | null | undefined): Promise<Bearer> {
  const bearer = await bearerOf(db, authorization);
  if (bearer.role === 'admin') return bearer;
  throw new OrchestratorError('forbidden', 'this needs an administrator’s token');
}

/** Makes the token of an `authorization` header useless, and gives its id. */
export async function revokeBearer(db: Queryable, authorization: string | null | undefined): Promise<string> {
  const rows = await db.query<{ token_id: string }>(
    'UPDATE tokens SET revoked_at = COALESCE(revoked_at, now()) WHERE token_hash = $1 RETURNING token_id',
    [hashOf(tokenIn(authorization) ?? '')],
  );
  if (rows[0]) return rows[0].token_id;
  throw unknownToken();
}

/** Who shows the token of an `authorization` header. */
export async function bearerOf(db: Queryable, authorization: string | null | undefined): Promise<Bearer> {
  const token = tokenIn(authorization);
  const rows =
    token === undefined
      ? []
      : await db.query<{ user_id: string; role: Role }>(
          'SELECT user_id, role FROM tokens WHERE token_hash = $1 AND revoked_at IS NULL AND COALESCE(expires_at > now(), true)',
          [hashOf(token)],
        );
  if (rows[0]) return { userId: rows[0].user_id, role: rows[0].role };
  throw new OrchestratorError('unauthenticated', 'this needs an API token', {
    remedy: 'Make one with `nexus-prover serve token` on the server, and send it as "authorization: Bearer <token>".',
  });
}

function tokenIn(authorization: string | null | undefined): string | undefined {
  return /^Bearer ([\w-]{10,200})$/i.exec(authorization ?? '')?.[1];
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
