// The connections to PostgreSQL: queries, and transactions that pg-boss can take part in.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Db as IDatabase } from 'pg-boss';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Log } from '#orchestrator/log.ts';

type Row = Record<string, unknown>;

/** What runs SQL: the pool or one transaction. Values come as parameters, never in the text. */
export interface Queryable extends IDatabase {
  query<R extends Row>(text: string, values?: unknown[]): Promise<R[]>;
  /** The same for a text that never changes and that every task comes by: each connection parses and plans it once. */
  prepared<R extends Row>(text: string, values: unknown[]): Promise<R[]>;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction; a deadlock or serialization failure runs it again, so it may have no other effects. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** The pool's size and use. */
  counts(): { total: number; idle: number; waiting: number };
  readonly config: pg.PoolConfig;
  close(): Promise<void>;
}

/** How long connections may take to end: one whose server is gone for good may never. */
const CLOSING_MS = 2_000;
const ATTEMPTS = 4;
const DEADLOCK = '40P01';
const SERIALIZATION = '40001';

/** Opens a pool of connections. */
export function openDatabase(config: pg.PoolConfig, log: Log): Database {
  const settled: pg.PoolConfig = {
    application_name: 'orchestrator',
    max: 16,
    connectionTimeoutMillis: 15_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    ...config,
  };
  const pool = new pg.Pool(settled);
  pool.on('error', (err) => log.warn({ err }, 'a database connection broke'));
  const ends = new Set<Promise<void>>();
  pool.on('connect', (client) => {
    const end = new Promise<void>((resolve) => client.once('end', resolve));
    ends.add(end);
    void end.then(() => ends.delete(end));
  });

  async function once<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    // A connection that dies in use raises an event as well as the rejection that the caller sees.
    const ignore = () => {};
    client.on('error', ignore);
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(queryable(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  return {
    ...queryable(pool),
    config: settled,
    counts: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      // The pool says that it has ended when it has said goodbye: a server that stops at once would still break it off.
      await pool.end();
      await Promise.race([Promise.all(ends), delay(CLOSING_MS, undefined, { ref: false })]);
    },
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(work);
        } catch (error) {
          const code = (error as pg.DatabaseError).code;
          if (attempt === ATTEMPTS || (code !== DEADLOCK && code !== SERIALIZATION)) throw told(error);
        }
      }
    },
  };
}

const names = new Map<string, string>();

/** What connections know a prepared text by. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `text_${names.size}`;
  names.set(text, name);
  return name;
}

function queryable(runner: pg.Pool | pg.PoolClient): Queryable {
  async function query<R extends Row>(asked: pg.QueryConfig): Promise<R[]> {
    try {
      return (await runner.query<R>(asked)).rows;
    } catch (error) {
      throw told(error);
    }
  }
  return {
    // biome-ignore lint/suspicious/noExplicitAny: pg-boss's own type for a result.
    executeSql: (text, values) => runner.query(text, values) as Promise<{ rows: any[] }>,
    query: (text, values) => query({ text, ...(values && { values }) }),
    prepared: (text, values) => query({ name: nameOf(text), text, values }),
  };
}

/** A database that is away is a passing state, and what it cannot hold is the caller's: every other failure is ours. */
function told(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const message = (error as Error).message ?? '';
  const away =
    ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300'].includes(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Connection ended/.test(message);
  if (isDataException(code)) {
    return new OrchestratorError('bad_request', 'a value is not one that the ledger can hold', { cause: error });
  }
  if (!away) return error;
  return new OrchestratorError('unavailable', 'the database is not there at the moment', {
    retryAfterSeconds: 2,
    cause: error,
  });
}

/** Class 22: a number out of range, a zero byte in a text, a date that is none. They can only come from callers. */
function isDataException(code: string): boolean {
  return /^22[0-9A-Z]{3}$/.test(code);
}
