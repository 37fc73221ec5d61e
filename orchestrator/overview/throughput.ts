// What came in, minute by minute.
import type { Queryable } from '#orchestrator/db/database.ts';

export interface Throughput {
  minute: Date;
  accepted: number;
  refused: number;
  cycles: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** An acceptance is dated before it is committed; after so long a minute has all of its own. */
const SETTLED_MS = 60_000;

/** Counts no minute twice: what is over does not change any more and is remembered. */
export function createThroughput(
  db: Queryable,
  now: () => number = Date.now,
): (minutes: number) => Promise<Throughput[]> {
  const settled = new Map<number, Throughput>();

  return async (minutes) => {
    const last = Math.floor(now() / MINUTE_MS);
    const first = last - Math.min(Math.max(minutes, 1), DAY_MINUTES) + 1;
    for (const minute of settled.keys()) if (minute <= last - DAY_MINUTES) settled.delete(minute);
    const wanted = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const unknown = wanted.find((minute) => !settled.has(minute)) ?? last;
    const counted = await count(db, unknown, last);
    return wanted.map((minute) => {
      const known = settled.get(minute) ?? counted.get(minute) ?? nothing(minute);
      if ((minute + 1) * MINUTE_MS + SETTLED_MS < now()) settled.set(minute, known);
      return known;
    });
  };
}

async function count(db: Queryable, first: number, last: number): Promise<Map<number, Throughput>> {
  const rows = await db.query<Record<string, string>>(
    `WITH came AS (
       SELECT accepted_at AS at, 1 AS accepted, 0 AS refused, cycles FROM acceptances WHERE accepted_at >= $1 AND accepted_at < $2
       UNION ALL SELECT refused_at, 0, 1, 0 FROM refusals WHERE refused_at >= $1 AND refused_at < $2)
     SELECT floor(extract(epoch FROM at) / 60) AS minute, sum(accepted) AS accepted, sum(refused) AS refused,
       sum(cycles) AS cycles
     FROM came GROUP BY 1`,
    [new Date(first * MINUTE_MS), new Date((last + 1) * MINUTE_MS)],
  );
  return new Map(
    rows.map((row) => [
      Number(row.minute),
      {
        minute: new Date(Number(row.minute) * MINUTE_MS),
        accepted: Number(row.accepted),
        refused: Number(row.refused),
        cycles: Number(row.cycles),
      },
    ]),
  );
}

function nothing(minute: number): Throughput {
  return { minute: new Date(minute * MINUTE_MS), accepted: 0, refused: 0, cycles: 0 };
}
