// The audit log: one line for everything that changes who may do what, or what there is to do.
import type { Queryable } from '#orchestrator/db/database.ts';

export type AuditAction =
  | 'token_created'
  | 'token_revoked'
  | 'program_uploaded'
  | 'job_created'
  | 'job_cancelled'
  | 'key_replaced'
  | 'key_released';

export async function audit(db: Queryable, actor: string, action: AuditAction, subject: string): Promise<void> {
  await db.query('INSERT INTO audit (actor, action, subject) VALUES ($1, $2, $3)', [actor, action, subject]);
}
