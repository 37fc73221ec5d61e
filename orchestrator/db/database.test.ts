// The connections: a closed database has none left, so that the server behind it can end without breaking any off.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { silent, temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { openDatabase } from './database.ts';
import { startEmbeddedDatabase } from './embedded.ts';

test('closing waits until the server has seen the last connection end', async () => {
  const folder = temporaryFolder();
  await using parts = new AsyncDisposableStack();
  parts.defer(() => rmSync(folder, { recursive: true }));
  const embedded = await startEmbeddedDatabase(folder, silent);
  parts.defer(() => embedded.close());
  const watcher = openDatabase({ ...embedded.connection, application_name: 'watcher', max: 1 }, silent);
  parts.defer(() => watcher.close());
  const count = () =>
    watcher.query("SELECT count(*)::int AS left FROM pg_stat_activity WHERE application_name = 'orchestrator'");
  for (let round = 0; round < 5; round += 1) {
    const db = openDatabase(embedded.connection, silent);
    await Promise.all(Array.from({ length: 16 }, () => db.query('SELECT pg_sleep(0.02)')));
    assert.equal((await count())[0]?.left, 16);
    await db.close();
    assert.equal((await count())[0]?.left, 0);
  }
});
