// What the whole network has done, and how much waits.
import type { Database } from '#orchestrator/db/database.ts';
import { shared } from './shared.ts';

export interface NetworkStatistics {
  users: number;
  nodes: number;
  queued: number;
  leased: number;
  accepted: number;
  refused: number;
  cycles: number;
}

export interface QueueDepth {
  difficulty: number;
  jobs: boolean;
  queued: number;
  leased: number;
}

export interface NetworkState extends NetworkStatistics {
  activeNodes: number;
  queues: QueueDepth[];
}

/** Counting a long queue takes a while, so the answer is shared for so long. */
const FRESH_MS = 2_000;

export function createStatistics(db: Database): () => Promise<NetworkState> {
  const ask = shared(FRESH_MS, () => count(db));
  return () => ask(true);
}

async function count(db: Database): Promise<NetworkState> {
  const [sums] = await db.query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM users) AS users, count(*) AS nodes,
       count(*) FILTER (WHERE last_seen_at > now() - interval '5 minutes') AS active,
       COALESCE(sum(accepted), 0) AS accepted, COALESCE(sum(refused), 0) AS refused, COALESCE(sum(cycles), 0) AS cycles
     FROM nodes`,
  );
  const queues = await depths(db);
  const number = (key: string) => Number(sums?.[key] ?? 0);
  return {
    users: number('users'),
    nodes: number('nodes'),
    activeNodes: number('active'),
    queued: queues.reduce((sum, queue) => sum + queue.queued, 0),
    leased: queues.reduce((sum, queue) => sum + queue.leased, 0),
    accepted: number('accepted'),
    refused: number('refused'),
    cycles: number('cycles'),
    queues,
  };
}

/** From the index of open tasks alone: a queue's name says what is in it. */
async function depths(db: Database): Promise<QueueDepth[]> {
  const rows = await db.query<{ jobs: boolean; difficulty: number; queued: string; leased: string }>(
    `SELECT split_part(queue, '.', 1) = 'job' AS jobs, split_part(queue, '.', 3)::int AS difficulty,
       sum(tasks) FILTER (WHERE state = 'queued') AS queued, sum(tasks) FILTER (WHERE state = 'leased') AS leased
     FROM (SELECT queue, state, count(*) AS tasks FROM tasks WHERE state IN ('queued', 'leased') GROUP BY queue, state) q
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return rows.map((row) => ({ ...row, queued: Number(row.queued ?? 0), leased: Number(row.leased ?? 0) }));
}
