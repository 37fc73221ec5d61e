// The embedded database: made once, kept running, and never in the way of the next start.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { openDatabase } from './database.ts';
import { startEmbeddedDatabase } from './embedded.ts';
import { clearLeftover } from './leftover.ts';
import { databasePlace } from './place.ts';

const silent = pino({ level: 'silent' });
const asRoot = process.getuid?.() === 0;

let folder: string;
before(() => {
  folder = temporaryFolder();
});
after(() => rmSync(folder, { recursive: true }));

function alive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0);
    // A process that has ended but was not collected still takes signals.
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    if (await condition()) return;
    await delay(25);
  }
  assert.fail('it did not happen within ten seconds');
}

test('it keeps what was committed from one start to the next', async () => {
  const first = await startEmbeddedDatabase(folder, silent);
  const db = openDatabase(first.connection, silent);
  await db.query('CREATE TABLE kept (n integer)');
  await db.query('INSERT INTO kept VALUES (7)');
  const pid = first.pid();
  await db.close();
  await first.close();
  assert.equal(alive(pid), false);

  const second = await startEmbeddedDatabase(folder, silent);
  const again = openDatabase(second.connection, silent);
  assert.deepEqual(await again.query('SELECT n FROM kept'), [{ n: 7 }]);
  await again.close();
  await second.close();
});

test('it is started again after kill -9, with everything that was committed', async () => {
  const database = await startEmbeddedDatabase(folder, silent);
  const db = openDatabase(database.connection, silent);
  await db.query('CREATE TABLE survivors (n integer)');
  await db.query('INSERT INTO survivors VALUES (1)');
  const killed = database.pid();
  process.kill(killed ?? 0, 'SIGKILL');
  await until(async () => database.pid() !== killed && database.pid() !== undefined);
  await until(() =>
    db.query('SELECT n FROM survivors').then(
      (rows) => rows.length === 1,
      () => false,
    ),
  );
  await db.close();
  await database.close();
});

/** Another process that runs a database in the folder and prints the database's process number. */
function otherServer(): Promise<{ child: ChildProcess; databasePid: number }> {
  const program = `
    const { startEmbeddedDatabase } = await import(${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)});
    const { pino } = await import('pino');
    const database = await startEmbeddedDatabase(process.argv[1], pino({ level: 'silent' }));
    console.log(database.pid());
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    child.stdout.once('data', (line) => resolve({ child, databasePid: Number(line) }));
  });
}

test('it ends with its server when that one is killed with kill -9', async () => {
  const { child, databasePid } = await otherServer();
  assert.ok(alive(databasePid));
  child.kill('SIGKILL');
  await until(() => !alive(databasePid));
});

test('a server that starts right after another was killed gets the database', async () => {
  const { child } = await otherServer();
  child.kill('SIGKILL');
  const database = await startEmbeddedDatabase(folder, silent);
  await database.close();
});

test('a process number that was left behind and now belongs to another program is no obstacle', async () => {
  writeFileSync(join(folder, 'postgres', 'data', 'postmaster.pid'), `${process.pid}\n`);
  const database = await startEmbeddedDatabase(folder, silent);
  await database.close();
});

test('a half-made database is made again', async () => {
  const other = temporaryFolder();
  mkdirSync(join(other, 'postgres'), { recursive: true });
  mkdirSync(join(other, 'postgres', 'data.unfinished', 'base'), { recursive: true });
  const database = await startEmbeddedDatabase(other, silent);
  await database.close();
  assert.ok(!readdirSync(join(other, 'postgres')).includes('data.unfinished'));
  rmSync(other, { recursive: true });
});

test('a data directory with a very long path works', async () => {
  const other = temporaryFolder();
  const long = join(other, 'x'.repeat(120));
  const database = await startEmbeddedDatabase(long, silent);
  assert.ok(!database.connection.host.startsWith(other));
  await database.close();
  rmSync(database.connection.host, { recursive: true });
  rmSync(other, { recursive: true });
});

test('as root, a folder that no other account can enter gets its database elsewhere', {
  skip: !asRoot && 'needs root',
}, async () => {
  const other = temporaryFolder();
  chmodSync(other, 0o700);
  const dataDir = join(other, 'data');
  const database = await startEmbeddedDatabase(dataDir, silent);
  assert.match(database.connection.host, /^\/var\/lib\/nexus-prover\//);
  await database.close();
  rmSync(join(database.connection.host, '..'), { recursive: true });
  rmSync(other, { recursive: true });
});

test('a data directory that a server uses is not taken from it', async () => {
  const database = await startEmbeddedDatabase(folder, silent);
  await assert.rejects(clearLeftover(databasePlace(folder), 300), { code: 'data_dir_in_use' });
  assert.ok(alive(database.pid()));
  await database.close();
});
