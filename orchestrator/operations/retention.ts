// Lets go of what nobody needs any more: the bytes of demo proofs. Their hashes, credits and receipts stay.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#orchestrator/db/database.ts';
import { DEMO_PROOF_HOURS, ORPHAN_AGE_MS } from '#orchestrator/limits.ts';
import type { Log } from '#orchestrator/log.ts';
import type { ProofFiles } from '#orchestrator/proofs/files.ts';

const LOOK_EVERY_MS = 600_000;
const AT_ONCE = 500;

/** Drops the bytes of demo proofs older than so many hours; returns of how many. Their files go with the next sweep. */
export async function dropDemoProofs(db: Database, hours = DEMO_PROOF_HOURS): Promise<number> {
  let dropped = 0;
  for (;;) {
    const rows = await db.query(
      `UPDATE proofs SET proof = NULL, file = NULL WHERE (task_id, position) IN (
         SELECT p.task_id, p.position FROM proofs p JOIN tasks t USING (task_id) JOIN acceptances a USING (task_id)
         WHERE (p.proof IS NOT NULL OR p.file IS NOT NULL) AND t.job_id IS NULL AND a.accepted_at < now() - make_interval(hours => $1)
         LIMIT ${AT_ONCE}) RETURNING 1`,
      [hours],
    );
    dropped += rows.length;
    if (rows.length < AT_ONCE) return dropped;
  }
}

export function startRetention(db: Database, files: ProofFiles, log: Log): { close(): Promise<void> } {
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      try {
        const proofs = await dropDemoProofs(db);
        if (proofs > 0) log.info({ proofs }, 'old demo proofs dropped');
        const orphans = await files.sweep(db, ORPHAN_AGE_MS);
        if (orphans > 0) log.info({ files: orphans }, 'files of proofs that nothing names removed');
      } catch (err) {
        log.warn({ err }, 'old demo proofs were not dropped');
      }
      await delay(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    close() {
      stop.abort();
      return running;
    },
  };
}
