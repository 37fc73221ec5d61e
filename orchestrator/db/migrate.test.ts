// Migrations: in order, once, from every version there ever was, and never backwards.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { type Database, openDatabase } from './database.ts';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded.ts';
import { migrate, migrations } from './migrate.ts';

const silent = pino({ level: 'silent' });
const folder = temporaryFolder();
const newest = migrations().at(-1)?.version ?? 0;
let embedded: EmbeddedDatabase;
let db: Database;

before(async () => {
  embedded = await startEmbeddedDatabase(folder, silent);
  db = openDatabase(embedded.connection, silent);
});
after(async () => {
  await db.close();
  await embedded.close();
  rmSync(folder, { recursive: true });
});

async function empty(): Promise<void> {
  await db.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
}

/** A ledger in use, in words that every version understands. */
const IN_USE = `
  INSERT INTO users (user_id, wallet, wallet_written) VALUES ('00000000-0000-4000-8000-000000000001', '0xa', '0xA');
  INSERT INTO nodes (user_id, node_type) VALUES ('00000000-0000-4000-8000-000000000001', 1);
  INSERT INTO programs (program_digest, name, elf) VALUES (repeat('a', 64), 'program', '\\x7f');
  INSERT INTO tasks (task_id, program_digest, profile, inputs, task_type, difficulty, estimated_cycles, queue, failure_limit)
    VALUES ('00000000-0000-4000-8000-000000000002', repeat('a', 64), 'standard', '{"\\\\x00"}', 0, 0, 1, 'queue', 1);
  INSERT INTO leases (task_id, node_id, public_key, expires_at)
    SELECT '00000000-0000-4000-8000-000000000002', node_id, '\\x00', now() FROM nodes;
  INSERT INTO acceptances (task_id, node_id, public_key, proof_hash, signature, cycles)
    SELECT '00000000-0000-4000-8000-000000000002', node_id, '\\x00', repeat('b', 64), '\\x00', 1 FROM nodes`;

for (const { version, name } of migrations()) {
  test(`a ledger in use since ${name} comes to the newest version with all its rows`, async () => {
    await empty();
    assert.equal(await migrate(db, silent, version), version);
    await db.query(IN_USE);
    assert.equal(await migrate(db, silent), newest);
    for (const table of ['users', 'nodes', 'programs', 'tasks', 'leases', 'acceptances']) {
      const [row] = await db.query(`SELECT count(*)::int AS count FROM ${table}`);
      assert.equal(row?.count, 1, table);
    }
  });
}

test('several servers that start at once migrate once', async () => {
  await empty();
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(() => migrate(db, silent))), [newest, newest, newest, newest]);
  assert.equal((await db.query('SELECT version FROM migrations')).length, migrations().length);
});

test('the ledger of a newer program is left alone', async () => {
  await db.query("INSERT INTO migrations (version, name) VALUES (9999, 'from the future')");
  await assert.rejects(migrate(db, silent), { code: 'database_unusable' });
});
