// What the whole network has done.
import type { Database } from '#orchestrator/db/database.ts';

export interface NetworkStatistics {
  users: number;
  nodes: number;
  queued: number;
  leased: number;
  accepted: number;
  refused: number;
  cycles: number;
}

/** Counting a long queue takes a while, so the answer is shared for so long. */
const FRESH_MS = 2_000;

export function createStatistics(db: Database): () => Promise<NetworkStatistics> {
  let answer: Promise<NetworkStatistics> | undefined;
  let askedAt = 0;
  return () => {
    if (answer === undefined || Date.now() - askedAt > FRESH_MS) {
      askedAt = Date.now();
      answer = count(db);
      answer.catch(() => {
        answer = undefined;
      });
    }
    return answer;
  };
}

async function count(db: Database): Promise<NetworkStatistics> {
  const [row] = await db.query<Record<keyof NetworkStatistics, string>>(
    `SELECT (SELECT count(*) FROM users) AS users, count(*) AS nodes,
       (SELECT count(*) FROM tasks WHERE state = 'queued') AS queued,
       (SELECT count(*) FROM tasks WHERE state = 'leased') AS leased,
       COALESCE(sum(accepted), 0) AS accepted, COALESCE(sum(refused), 0) AS refused, COALESCE(sum(cycles), 0) AS cycles
     FROM nodes`,
  );
  const number = (key: keyof NetworkStatistics) => Number(row?.[key] ?? 0);
  return {
    users: number('users'),
    nodes: number('nodes'),
    queued: number('queued'),
    leased: number('leased'),
    accepted: number('accepted'),
    refused: number('refused'),
    cycles: number('cycles'),
  };
}
