// API tokens: what people who bring jobs, and administrators, show.
import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';

export type Role = 'owner' | 'admin';

export interface Bearer {
  userId: string;
  role: Role;
}

/** Makes a token and returns it; it cannot be read again. */
export async function createToken(db: Queryable, userId: string, role: Role, label: string): Promise<string> {
  const token = `npt_${randomBytes(32).toString('base64url')}`;
  await db.query('INSERT INTO tokens (token_hash, user_id, role, label) VALUES ($1, $2, $3, $4)', [
    hashOf(token),
    userId,
    role,
    label,
  ]);
  return token;
}

export async function revokeToken(db: Queryable, token: string): Promise<boolean> {
  const rows = await db.query(
    'UPDATE tokens SET revoked_at = now() WHERE token_hash = $1 AND revoked_at IS NULL RETURNING 1',
    [hashOf(token)],
  );
  return rows.length > 0;
}

/** Who shows the token of an `authorization` header. */
export async function bearerOf(db: Queryable, authorization: string | null | undefined): Promise<Bearer> {
  const token = /^Bearer ([\w-]{10,200})$/i.exec(authorization ?? '')?.[1];
  const rows =
    token === undefined
      ? []
      : await db.query<{ user_id: string; role: Role }>(
          'SELECT user_id, role FROM tokens WHERE token_hash = $1 AND revoked_at IS NULL',
          [hashOf(token)],
        );
  if (rows[0]) return { userId: rows[0].user_id, role: rows[0].role };
  throw new OrchestratorError('unauthenticated', 'this needs an API token', {
    remedy: 'Make one with `nexus-prover serve token` on the server, and send it as "authorization: Bearer <token>".',
  });
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
