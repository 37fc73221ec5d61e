// When nodes were last heard of: gathered in memory and written now and then, because it changes with every call.
import type { Database } from '#orchestrator/db/database.ts';
import type { Log } from '#orchestrator/log.ts';

const WRITE_EVERY_MS = 5_000;

export interface Presence {
  seen(nodeId: string): void;
  /** Writes what is not yet written. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function createPresence(db: Database, log: Log): Presence {
  let seen = new Set<string>();
  async function flush(): Promise<void> {
    if (seen.size === 0) return;
    const nodes = [...seen].sort((a, b) => Number(a) - Number(b));
    seen = new Set();
    try {
      await db.query(
        `UPDATE nodes SET last_seen_at = now() FROM
           (SELECT node_id FROM nodes WHERE node_id = ANY($1::bigint[]) ORDER BY node_id FOR UPDATE) AS seen
         WHERE nodes.node_id = seen.node_id`,
        [nodes],
      );
    } catch (err) {
      log.warn({ err }, 'the last signs of life were not written');
    }
  }
  const timer = setInterval(() => void flush(), WRITE_EVERY_MS);
  return {
    seen: (nodeId) => void seen.add(nodeId),
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
