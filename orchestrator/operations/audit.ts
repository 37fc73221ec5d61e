// The audit log: one line for everything that changes who may do what, or what there is to do.
import type { Queryable } from '#orchestrator/db/database.ts';

export type AuditAction =
  | 'token_created'
  | 'token_revoked'
  | 'program_uploaded'
  | 'job_created'
  | 'job_cancelled'
  | 'job_retried'
  | 'signed_in'
  | 'node_disabled'
  | 'node_enabled'
  | 'draining_started'
  | 'draining_ended'
  | 'key_replaced'
  | 'key_released';

export async function audit(db: Queryable, actor: string, action: AuditAction, subject: string): Promise<void> {
  await db.query('INSERT INTO audit (actor, action, subject) VALUES ($1, $2, $3)', [actor, action, subject]);
}

export interface AuditEntry {
  auditId: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
}

/** A page of the log, newest first, before an entry. */
export async function auditEntries(db: Queryable, pageSize: number, before: number | undefined): Promise<AuditEntry[]> {
  const rows = await db.query<Record<string, string> & { at: Date }>(
    'SELECT * FROM audit WHERE $1::bigint IS NULL OR audit_id < $1 ORDER BY audit_id DESC LIMIT $2',
    [before ?? null, pageSize],
  );
  return rows.map((row) => ({
    auditId: String(row.audit_id),
    at: row.at,
    actor: String(row.actor),
    action: String(row.action),
    subject: String(row.subject),
  }));
}
