// The connections: a closed database has none left, so that the server behind it can end without anybody noticing.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { pino } from 'pino';
import { silent, temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { openDatabase } from './database.ts';
import { startEmbeddedDatabase } from './embedded.ts';

test('closing waits until every connection has ended, so none is broken off when the server stops', async () => {
  const folder = temporaryFolder();
  const embedded = await startEmbeddedDatabase(folder, silent);
  const told: string[] = [];
  const db = openDatabase(
    embedded.connection,
    pino({ level: 'warn' }, { write: (line: string) => void told.push(line) }),
  );
  await Promise.all(Array.from({ length: 16 }, () => db.query('SELECT pg_sleep(0.05)')));
  await db.close();
  await embedded.close();
  assert.deepEqual(told, []);
  rmSync(folder, { recursive: true });
});
