// The way back from a backup, into an empty ledger.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { migrations } from '#orchestrator/db/migrate.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Queue } from '#orchestrator/tasks/queue.ts';
import { BACKUP_FORMAT, TABLES } from './backup.ts';

const Header = z.object({ format: z.literal(BACKUP_FORMAT), migration: z.number().int() });

const REQUEUED_AT_ONCE = 1_000;

/** Restores all of it or nothing. Leases that were live end; their tasks go back to the queue. */
export async function restore(db: Database, queue: Queue, file: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('SET LOCAL statement_timeout = 0');
    await refuseUsed(tx);
    let ended = false;
    let first = true;
    for await (const line of linesOf(file)) {
      if (first) checkHeader(line);
      else if (line === 'end') ended = true;
      else await insert(tx, line);
      first = false;
    }
    if (!ended) throw broken('it ends too early');
    await continueNumbers(tx);
    await requeue(tx, queue);
  });
}

async function refuseUsed(tx: Queryable): Promise<void> {
  const [row] = await tx.query('SELECT 1 FROM users UNION ALL SELECT 1 FROM tasks LIMIT 1');
  if (!row) return;
  throw new OrchestratorError('already_exists', 'the ledger is not empty', {
    remedy: 'Restore into a new data directory or database.',
  });
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file);
  const unpacked = input.pipe(createGunzip());
  input.on('error', (error) => unpacked.destroy(error));
  try {
    for await (const line of createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })) yield line;
  } catch (cause) {
    throw broken((cause as Error).message, cause);
  }
}

function checkHeader(line: string): void {
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch (cause) {
    throw broken('it does not begin like one', cause);
  }
  const checked = Header.safeParse(header);
  const newest = migrations().at(-1)?.version;
  if (!checked.success) throw broken('it has another format');
  if (checked.data.migration === newest) return;
  throw new OrchestratorError(
    'bad_request',
    `the backup is of version ${checked.data.migration}, this program has ${newest}`,
    {
      remedy: 'Restore with the program that made the backup, then start this one on the result.',
    },
  );
}

async function insert(tx: Queryable, line: string): Promise<void> {
  const blank = line.indexOf(' ');
  const table = TABLES.find((name) => name === line.slice(0, blank));
  if (table === undefined) throw broken('it has an unknown table');
  await tx.query(
    `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    [line.slice(blank + 1)],
  );
}

/** New rows get numbers after those restored. */
async function continueNumbers(tx: Queryable): Promise<void> {
  const columns = await tx.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name = ANY($1)`,
    [TABLES],
  );
  for (const { table_name: table, column_name: column } of columns) {
    await tx.query(
      `SELECT setval(pg_get_serial_sequence($1, $2), max(${column})) FROM ${table} HAVING max(${column}) IS NOT NULL`,
      [table, column],
    );
  }
}

async function requeue(tx: Queryable, queue: Queue): Promise<void> {
  // It is not their nodes that have left them: an expired lease with an open audit would bar its node.
  await tx.query(`UPDATE leases SET ended_at = now(), outcome = 'cancelled' WHERE ended_at IS NULL`);
  await tx.query(`UPDATE tasks SET state = 'queued' WHERE state = 'leased'`);
  const tasks = await tx.query<{ task_id: string; queue: string; has_copies: boolean }>(
    `SELECT task_id, queue, has_copies FROM tasks WHERE state = 'queued' ORDER BY created_at`,
  );
  await queue.ensure([...new Set(tasks.map((task) => task.queue))]);
  for (let i = 0; i < tasks.length; i += REQUEUED_AT_ONCE) {
    const some = tasks.slice(i, i + REQUEUED_AT_ONCE);
    await queue.add(
      tx,
      some.map((task) => ({ taskId: task.task_id, queue: task.queue, hasCopies: task.has_copies })),
    );
  }
}

function broken(how: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError('bad_request', `this is no complete backup: ${how}`, { cause });
}
