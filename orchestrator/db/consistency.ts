// What must be true of the ledger at any moment, as queries that find what is not.
import type { ProofFiles } from '#orchestrator/proofs/files.ts';
import type { Queryable } from './database.ts';

/** Each query gives the ids of what breaks the rule that it is named after. */
const RULES: Readonly<Record<string, string>> = {
  'every accepted task has its acceptance': `
    SELECT t.task_id FROM tasks t LEFT JOIN acceptances a USING (task_id) WHERE (t.state = 'accepted') <> (a.task_id IS NOT NULL)`,
  'a node has been credited with the sum of its acceptances': `
    SELECT n.node_id FROM nodes n
      LEFT JOIN (SELECT node_id, count(*) AS tasks, sum(cycles) AS cycles FROM acceptances GROUP BY node_id) a USING (node_id)
    WHERE n.accepted <> COALESCE(a.tasks, 0) OR n.cycles <> COALESCE(a.cycles, 0)`,
  'a node has as many refusals as are recorded': `
    SELECT n.node_id FROM nodes n LEFT JOIN (SELECT node_id, count(*) AS refusals FROM refusals GROUP BY node_id) r USING (node_id)
    WHERE n.refused <> COALESCE(r.refusals, 0)`,
  'an acceptance has a proof for every input': `
    SELECT t.task_id FROM tasks t JOIN acceptances a USING (task_id)
    WHERE cardinality(t.inputs) <> (SELECT count(*) FROM proofs p WHERE p.task_id = t.task_id)`,
  'receipts are numbered without gaps and each names the one before': `
    SELECT node_id FROM (
      SELECT node_id, receipt_number - lag(receipt_number) OVER chain AS step,
        receipt_previous = lag(receipt_hash) OVER chain AS chained
      FROM acceptances WHERE receipt_number IS NOT NULL WINDOW chain AS (PARTITION BY node_id ORDER BY receipt_number)) AS links
    WHERE step <> 1 OR NOT chained`,
  'of an accepted task that wanted hashes the whole sample was seen': `
    SELECT a.task_id FROM acceptances a JOIN tasks t USING (task_id) LEFT JOIN claims c USING (task_id, node_id)
    WHERE t.task_type <> 0 AND EXISTS (
      SELECT 1 FROM proofs p WHERE p.task_id = a.task_id AND p.proof IS NULL AND p.file IS NULL
        AND (c.task_id IS NULL OR c.proof_hash <> a.proof_hash OR p.position = ANY(c.positions)))`,
  'an acceptance was leased to the node that it credits': `
    SELECT a.task_id FROM acceptances a
    WHERE NOT EXISTS (SELECT 1 FROM leases l WHERE l.task_id = a.task_id AND l.node_id = a.node_id)`,
  'a task is leased exactly while it has a live lease': `
    SELECT t.task_id FROM tasks t
    WHERE (t.state = 'leased') <> EXISTS (SELECT 1 FROM leases l WHERE l.task_id = t.task_id AND l.ended_at IS NULL)`,
  'a queued task waits in its queue': `
    SELECT t.task_id FROM tasks t LEFT JOIN pgboss.job j ON j.name = t.queue AND j.id = t.task_id
    WHERE t.state = 'queued' AND (j.id IS NULL OR j.state NOT IN ('created', 'retry'))`,
  'a leased task is claimed in its queue': `
    SELECT t.task_id FROM tasks t LEFT JOIN pgboss.job j ON j.name = t.queue AND j.id = t.task_id
    WHERE t.state = 'leased' AND j.state IS DISTINCT FROM 'active'`,
  'a task that is done is in no queue': `
    SELECT t.task_id FROM tasks t JOIN pgboss.job j ON j.name = t.queue AND j.id = t.task_id
    WHERE t.state IN ('accepted', 'failed') AND j.state IN ('created', 'retry', 'active')`,
};

/** Proofs whose file is not there. */
export async function missingProofs(db: Queryable, files: ProofFiles): Promise<Violation[]> {
  const rows = await db.query<{ file: string }>('SELECT file FROM proofs WHERE file IS NOT NULL');
  const ids: string[] = [];
  for (const { file } of rows) if (!(await files.has(file))) ids.push(file);
  return ids.length === 0 ? [] : [{ rule: 'a proof’s file is there', ids: ids.slice(0, SHOWN) }];
}

const SHOWN = 20;

export interface Violation {
  rule: string;
  ids: string[];
}

/** Looks for what breaks a rule, in one snapshot; a long ledger takes a while. */
export async function violations(tx: Queryable): Promise<Violation[]> {
  await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await tx.query('SET LOCAL statement_timeout = 0');
  const found: Violation[] = [];
  for (const [rule, query] of Object.entries(RULES)) {
    const rows = await tx.query(`${query} LIMIT ${SHOWN}`);
    if (rows.length > 0) found.push({ rule, ids: rows.map((row) => String(Object.values(row)[0])) });
  }
  return found;
}
