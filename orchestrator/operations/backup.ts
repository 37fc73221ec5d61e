// A backup: the whole ledger at one moment as compressed lines of JSON, which any version of PostgreSQL can take back.
import { createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { migrations } from '#orchestrator/db/migrate.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { ProofFiles } from '#orchestrator/proofs/files.ts';

export const BACKUP_FORMAT = 1;

/** In an order in which every row finds the rows it refers to. The queue is not among them: it follows from the tasks. */
export const TABLES = [
  'users',
  'tokens',
  'nodes',
  'node_keys',
  'programs',
  'verifying_keys',
  'jobs',
  'tasks',
  'leases',
  'claims',
  'acceptances',
  'proofs',
  'refusals',
  'server_keys',
  'audit',
  'switches',
] as const;

/** Rows in one line: proofs are large. */
const ROWS = { proofs: 8, programs: 8 } as Record<string, number>;
const USUAL_ROWS = 500;

/** Writes a backup to a file, which appears when it is complete; returns how many rows it has. */
export async function backup(db: Database, files: ProofFiles, file: string): Promise<number> {
  const unfinished = `${file}.unfinished`;
  const counted = { rows: 0 };
  await db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await tx.query('SET LOCAL statement_timeout = 0');
    await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    counted.rows = 0;
    await pipeline(
      Readable.from(lines(tx, db, files, counted)),
      createGzip(),
      createWriteStream(unfinished, { mode: 0o600 }),
    );
  });
  const handle = await open(unfinished, 'r+');
  await handle.sync();
  await handle.close();
  await rename(unfinished, file);
  return counted.rows;
}

async function* lines(
  tx: Queryable,
  db: Queryable,
  files: ProofFiles,
  counted: { rows: number },
): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: BACKUP_FORMAT, migration: migrations().at(-1)?.version })}\n`;
  for (const table of TABLES) {
    await tx.query(`DECLARE rows NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS row FROM ${table} r`);
    for (;;) {
      const rows = await tx.query<{ row: string }>(`FETCH ${ROWS[table] ?? USUAL_ROWS} FROM rows`);
      if (rows.length === 0) break;
      counted.rows += rows.length;
      // The rows stay text all the way: JavaScript's numbers could not hold all of the ledger's.
      const texts =
        table === 'proofs'
          ? await Promise.all(rows.map(({ row }) => inline(row, db, files)))
          : rows.map(({ row }) => row);
      yield `${table} [${texts.map((text) => text.replaceAll('\n', '\\n')).join(',')}]\n`;
    }
    await tx.query('CLOSE rows');
  }
  yield 'end\n';
}

/** A proof's row with the bytes of its file in it: a backup is one file, and restored they are in the database. */
async function inline(row: string, db: Queryable, files: ProofFiles): Promise<string> {
  const { file } = JSON.parse(row) as { file: string | null };
  if (file === null) return row;
  const bytes = await files.read(file).catch(async (error) => {
    const [still] = await db.query('SELECT 1 FROM proofs WHERE file = $1', [file]);
    // Let go of since the moment of the backup, as old demo proofs are; or lost, which must not go unnoticed.
    if (still) {
      throw new OrchestratorError('database_unusable', `the proof ${file} is not in its folder`, {
        remedy: 'Bring the folder of proofs back, or name it with --proof-dir.',
        cause: error,
      });
    }
    return undefined;
  });
  const proof = bytes ? `"\\\\x${Buffer.from(bytes).toString('hex')}"` : 'null';
  return row.replace(/"proof":null/, `"proof":${proof}`).replace(`"file":"${file}"`, '"file":null');
}
