// The end of a lease without an accepted proof: the task goes back to the queue, or is given up.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import type { Events } from '#orchestrator/events/events.ts';
import type { Log } from '#orchestrator/log.ts';
import type { Queue } from './queue.ts';

const EXPIRE_EVERY_MS = 1_000;
const EXPIRE_AT_ONCE = 500;

interface Ended extends Record<string, unknown> {
  task_id: string;
  node_id: string;
}

/** Ends the leases of a node on the tasks at its own wish; returns those that it held. */
export async function returnTasks(db: Database, queue: Queue, nodeId: string, taskIds: string[]): Promise<string[]> {
  return db.transaction(async (tx) => {
    const ended = await tx.query<Ended>(
      `UPDATE leases SET ended_at = now(), outcome = 'returned'
       WHERE task_id = ANY($1::uuid[]) AND node_id = $2 AND ended_at IS NULL
       RETURNING task_id, node_id`,
      [taskIds, nodeId],
    );
    await putBack(tx, queue, ended);
    return ended.map((lease) => lease.task_id);
  });
}

/** Ends the lease of a node whose proof was refused. */
export async function refuseLease(tx: Queryable, queue: Queue, taskId: string, nodeId: string): Promise<void> {
  const ended = await tx.query<Ended>(
    `UPDATE leases SET ended_at = now(), outcome = 'refused'
     WHERE task_id = $1 AND node_id = $2 AND ended_at IS NULL RETURNING task_id, node_id`,
    [taskId, nodeId],
  );
  await putBack(tx, queue, ended);
}

/** Ends leases that ran out, and returns them; one call ends a limited number. */
export async function expireLeases(db: Database, queue: Queue): Promise<{ taskId: string; nodeId: string }[]> {
  return db.transaction(async (tx) => {
    const ended = await tx.query<Ended>(
      `UPDATE leases SET ended_at = now(), outcome = 'expired'
       WHERE lease_id IN (SELECT lease_id FROM leases WHERE ended_at IS NULL AND expires_at < now()
                          ORDER BY expires_at LIMIT ${EXPIRE_AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING task_id, node_id`,
    );
    await putBack(tx, queue, ended);
    return ended.map((lease) => ({ taskId: lease.task_id, nodeId: lease.node_id }));
  });
}

async function putBack(tx: Queryable, queue: Queue, ended: Ended[]): Promise<void> {
  if (ended.length === 0) return;
  const tasks = await tx.query<{ task_id: string; queue: string; state: string }>(
    `UPDATE tasks SET failures = failures + 1,
       state = (CASE WHEN failures + 1 >= failure_limit OR deadline <= now() THEN 'failed' ELSE 'queued' END)::task_state
     WHERE task_id = ANY($1::uuid[]) AND state = 'leased' RETURNING task_id, queue, state`,
    [ended.map((lease) => lease.task_id)],
  );
  const claims = (state: string) =>
    tasks.filter((task) => task.state === state).map((task) => ({ taskId: task.task_id, queue: task.queue }));
  await queue.putBack(tx, claims('queued'));
  await queue.complete(tx, claims('failed'));
}

/** Gives up tasks that still waited at their deadline. */
export async function expireTasks(db: Database, queue: Queue): Promise<void> {
  await db.transaction(async (tx) => {
    const tasks = await tx.query<{ task_id: string; queue: string }>(
      `UPDATE tasks SET state = 'failed' WHERE task_id IN (
         SELECT task_id FROM tasks WHERE state = 'queued' AND deadline <= now() LIMIT ${EXPIRE_AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING task_id, queue`,
    );
    await queue.complete(
      tx,
      tasks.map((task) => ({ taskId: task.task_id, queue: task.queue })),
    );
  });
}

/** Looks for expired leases all the time, in every server: they take turns by row locks. */
export function startExpiry(db: Database, queue: Queue, events: Events, log: Log): { close(): Promise<void> } {
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      try {
        const expired = await expireLeases(db, queue);
        for (const { taskId, nodeId } of expired) events.publish({ kind: 'lease_expired', taskId, nodeId });
        if (expired.length > 0) log.info({ leases: expired.length }, 'leases expired');
        if (expired.length === EXPIRE_AT_ONCE) continue;
        await expireTasks(db, queue);
      } catch (err) {
        log.warn({ err }, 'expired leases were not ended');
      }
      await delay(EXPIRE_EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    close() {
      stop.abort();
      return running;
    },
  };
}
