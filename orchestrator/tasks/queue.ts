// The queue: pg-boss holds one job for each open task, with the task's id, in a queue for each kind of task.
import { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { LONGEST_LEASE_SECONDS } from '#orchestrator/limits.ts';
import type { Log } from '#orchestrator/log.ts';
import { DIFFICULTIES } from './difficulty.ts';

/** What a task wants back; the values of the Nexus v3 wire. */
export const PROOF_REQUIRED = 0;
export const PROOF_HASH = 1;
export const ALL_PROOF_HASHES = 2;

export interface Claim {
  taskId: string;
  queue: string;
}

export interface NewJob {
  taskId: string;
  queue: string;
  /** Other nodes have to prove copies of it. */
  hasCopies: boolean;
}

/** Every call but the first takes part in the caller's transaction. */
export interface Queue {
  /** Makes the queues that there are not yet. */
  ensure(queues: string[]): Promise<void>;
  add(tx: Queryable, tasks: NewJob[]): Promise<void>;
  /** Adds tasks that were taken out before. */
  addAgain(tx: Queryable, tasks: NewJob[]): Promise<void>;
  /** Takes up to `count` tasks, from the first queue that has some on; nobody else gets them. */
  claim(tx: Queryable, queues: string[], count: number): Promise<Claim[]>;
  /** Puts claimed tasks back. */
  putBack(tx: Queryable, claims: Claim[]): Promise<void>;
  /** Takes tasks out for good, claimed or not. */
  complete(tx: Queryable, claims: Claim[]): Promise<void>;
  close(): Promise<void>;
}

/** Who a task is for: somebody's job, or nobody (the demo). */
export type Purpose = (typeof PURPOSES)[number];
const PURPOSES = ['job', 'demo'] as const;

export function queueName(purpose: Purpose, profile: string, difficulty: number, taskType: number): string {
  return `${purpose}.${profile}.${difficulty}.${taskType}`;
}

/** A copy that comes back because another node has to have it should not come to the same one again at once. */
const COPY_PAUSE_SECONDS = 2;

/** A task that nobody takes stays: pg-boss's own limit of 14 days is for messages. */
const TEN_YEARS_SECONDS = 10 * 365 * 86_400;

/** How late a task may be noticed that another server put into a queue which was empty. */
const BELIEVED_EMPTY_MS = 250;

const QUEUE_LOCK = 0x71756575;

export async function startQueue(db: Database, profiles: string[], log: Log): Promise<Queue> {
  const boss = new PgBoss({ db, schema: 'pgboss', schedule: false, registerInstance: false });
  boss.on('error', (err) => log.warn({ err }, 'queue maintenance failed'));
  boss.on('warning', (warning) => log.debug({ warning }, 'queue warning'));
  // Servers that start at the same time take turns: pg-boss itself makes its tables without looking around.
  await db.transaction(async (turn) => {
    await turn.query('SELECT pg_advisory_xact_lock($1)', [QUEUE_LOCK]);
    await boss.start();
    const ladder = DIFFICULTIES.map(({ value }) => value);
    await ensure(
      profiles.flatMap((profile) =>
        ladder.flatMap((value) => [
          ...PURPOSES.map((purpose) => queueName(purpose, profile, value, PROOF_REQUIRED)),
          queueName('job', profile, value, ALL_PROOF_HASHES),
        ]),
      ),
    );
  });

  async function ensure(names: string[]): Promise<void> {
    const known = new Set((await boss.getQueues()).map((queue) => queue.name));
    for (const name of names) if (!known.has(name)) await create(name);
  }

  async function create(name: string): Promise<void> {
    await boss.createQueue(name, {
      // The ledger counts failures and decides when a task is given up.
      retryLimit: 1_000_000,
      retryDelay: 0,
      expireInSeconds: LONGEST_LEASE_SECONDS + 3_600,
      retentionSeconds: TEN_YEARS_SECONDS,
      // The ledger remembers what became of a task; the queue need not.
      deleteAfterSeconds: 3_600,
    });
  }

  async function byQueue(claims: Claim[], settle: (queue: string, ids: string[]) => Promise<unknown>): Promise<void> {
    const groups = Map.groupBy(claims, (claim) => claim.queue);
    for (const queue of [...groups.keys()].sort()) {
      await settle(
        queue,
        (groups.get(queue) ?? []).map((claim) => claim.taskId),
      );
    }
  }

  /** Most queues are empty most of the time: they are not asked again at once. */
  const emptyUntil = new Map<string, number>();

  async function add(tx: Queryable, tasks: NewJob[]): Promise<void> {
    for (const [queue, group] of Map.groupBy(tasks, (task) => task.queue)) {
      emptyUntil.delete(queue);
      const jobs = group.map((task) => ({ id: task.taskId, retryDelay: task.hasCopies ? COPY_PAUSE_SECONDS : 0 }));
      await boss.insert(queue, jobs, { db: tx });
    }
  }

  return {
    ensure,
    add,
    async addAgain(tx, tasks) {
      // What was completed is remembered for a while, and a second job with its id would be passed over.
      await byQueue(tasks, (queue, ids) => boss.deleteJob(queue, ids, { db: tx }));
      await add(tx, tasks);
    },
    async claim(tx, queues, count) {
      const claims: Claim[] = [];
      for (const queue of queues) {
        if (claims.length === count) break;
        if ((emptyUntil.get(queue) ?? 0) > Date.now()) continue;
        const wanted = count - claims.length;
        const jobs = await boss.fetch(queue, { batchSize: wanted, db: tx });
        if (jobs.length < wanted) emptyUntil.set(queue, Date.now() + BELIEVED_EMPTY_MS);
        claims.push(...jobs.map((job) => ({ taskId: job.id, queue })));
      }
      return claims;
    },
    putBack: (tx, claims) =>
      byQueue(claims, (queue, ids) => {
        emptyUntil.delete(queue);
        return boss.fail(queue, ids, null, { db: tx });
      }),
    complete: (tx, claims) =>
      byQueue(claims, (queue, ids) => boss.complete(queue, ids, null, { db: tx, includeQueued: true })),
    close: () => boss.stop({ graceful: false, close: false }),
  };
}
