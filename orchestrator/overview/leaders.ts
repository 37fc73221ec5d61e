// Who has proven most.
import type { Queryable } from '#orchestrator/db/database.ts';
import { shared } from './shared.ts';

export interface Leader {
  walletAddress: string;
  /** Absent where users are listed. */
  nodeId: string | undefined;
  nodes: number;
  accepted: number;
  cycles: number;
}

export const MOST_LEADERS = 100;

/** All nodes are looked at, and the list changes slowly. */
const FRESH_MS = 5_000;

/** The leaders among users, or among nodes. */
export function createLeaders(db: Queryable): (byNode: boolean) => Promise<Leader[]> {
  return shared(FRESH_MS, async (byNode) => {
    const rows = await db.query<Record<string, string | null>>(byNode ? BY_NODE : BY_USER);
    return rows.map((row) => ({
      walletAddress: String(row.wallet_written),
      nodeId: row.node_id ?? undefined,
      nodes: Number(row.nodes),
      accepted: Number(row.accepted),
      cycles: Number(row.cycles),
    }));
  });
}

const BY_USER = `SELECT u.wallet_written, NULL AS node_id, sums.* FROM (
    SELECT user_id, count(*) AS nodes, sum(accepted) AS accepted, sum(cycles) AS cycles FROM nodes
    GROUP BY user_id HAVING sum(accepted) > 0 ORDER BY cycles DESC, user_id LIMIT ${MOST_LEADERS}) sums
  JOIN users u USING (user_id) ORDER BY cycles DESC, user_id`;

const BY_NODE = `SELECT u.wallet_written, n.node_id, 1 AS nodes, n.accepted, n.cycles FROM nodes n JOIN users u USING (user_id)
  WHERE n.accepted > 0 ORDER BY n.cycles DESC, n.node_id LIMIT ${MOST_LEADERS}`;
