// The outbox on a disk: kills at every boundary, a full disk, damaged files, two runners on one folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { finished } from '#client/fixtures/finished-tasks.ts';
import { clearUnfinished, fileError, openFolder } from './durable-file.ts';
import { fileNotes } from './file-notes.ts';
import { fileOutbox } from './file-outbox.ts';
import { lockFolder } from './folder-lock.ts';

const KILLED = new URL('../fixtures/kill-at-boundary.ts', import.meta.url).pathname;

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'outbox-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test('entries are listed oldest first, read back whole, and gone when removed', async (t) => {
  const outbox = await fileOutbox(await folder(t));
  const ids = [];
  for (const name of ['c', 'a', 'b']) {
    ids.push(await outbox.put(finished(name, 3)));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.deepEqual(await outbox.list(), ids);
  assert.deepEqual(await outbox.read(ids[1] ?? ''), finished('a', 3));
  await outbox.remove(ids[0] ?? '');
  await outbox.remove(ids[0] ?? '');
  assert.deepEqual(await outbox.list(), ids.slice(1));
  await assert.rejects(outbox.read(ids[0] ?? ''), { code: 'outbox_entry_missing' });
});

test('putting an entry twice is putting it once', async (t) => {
  const outbox = await fileOutbox(await folder(t));
  assert.equal(await outbox.put(finished('a')), await outbox.put(finished('a')));
  assert.equal((await outbox.list()).length, 1);
});

test('a dead letter has its reason and can be revived', async (t) => {
  const outbox = await fileOutbox(await folder(t));
  const id = await outbox.put(finished('a'));
  const letter = { id, code: 'proof_invalid', message: 'no', at: 7 };
  await outbox.bury(letter);
  assert.deepEqual(await outbox.list(), []);
  assert.deepEqual(await outbox.deadLetters(), [letter]);
  await outbox.revive(id);
  assert.deepEqual(await outbox.deadLetters(), []);
  assert.deepEqual(await outbox.read(id), finished('a'));
});

test('a damaged entry is refused with a code, and can be buried', async (t) => {
  const path = await folder(t);
  const outbox = await fileOutbox(path);
  const id = await outbox.put(finished('a'));
  await truncate(join(path, 'outbox', `${id}.proof`), 100);
  await assert.rejects(outbox.read(id), { code: 'outbox_entry_corrupt' });
  await outbox.bury({ id, code: 'outbox_entry_corrupt', message: 'damaged', at: 1 });
  assert.equal((await outbox.deadLetters())[0]?.code, 'outbox_entry_corrupt');
});

test('what a crash left unfinished is cleared away and never taken for an entry', async (t) => {
  const path = await folder(t);
  await fileOutbox(path);
  await writeFile(join(path, 'outbox', '.a.proof.1.1.unfinished'), 'half');
  const outbox = await fileOutbox(path);
  assert.deepEqual(await outbox.list(), []);
  await clearUnfinished(path);
  assert.deepEqual(await readdir(join(path, 'outbox')), []);
});

test('errors of the disk have codes and remedies', () => {
  const error = (code: string) => Object.assign(new Error(code), { code });
  assert.equal(fileError(error('ENOSPC')).code, 'disk_full');
  assert.equal(fileError(error('EROFS')).code, 'data_dir_not_writable');
  assert.equal(fileError(error('EIO')).code, 'store_failed');
  assert.ok(fileError(error('ENOSPC')).remedy);
});

test('a folder that cannot be made is an error, not a wait without end', { timeout: 10_000 }, async (t) => {
  const path = await folder(t);
  await writeFile(join(path, 'file'), '');
  await assert.rejects(openFolder(join(path, 'file', 'below')), { code: 'store_failed' });
  if (process.platform === 'linux') await assert.rejects(openFolder('/proc/nothing/below'), { code: 'store_failed' });
  await openFolder(join(path, 'a', 'b', 'c'));
  await openFolder(join(path, 'a', 'b', 'c'));
});

test('a write that fails half-way leaves nothing behind, and the entry can be put later', async (t) => {
  const path = await folder(t);
  const outbox = await fileOutbox(path);
  // No file may grow beyond 1 KiB: the entry does not fit.
  const limited = spawnSync('bash', ['-c', 'ulimit -f 1; exec "$0" "$1" "$2" 0', process.execPath, KILLED, path]);
  assert.notEqual(limited.status, 0);
  assert.doesNotMatch(limited.stdout.toString(), /stored/);
  assert.deepEqual(await outbox.list(), []);
  await outbox.put(finished('accepted', 2));
  assert.equal((await outbox.list()).length, 1);
});

test('a second runner on one folder is refused, and the lock ends with its holder', async (t) => {
  const path = await folder(t);
  const unlock = await lockFolder(path);
  await assert.rejects(lockFolder(path), { code: 'outbox_locked' });
  unlock();
  const again = await lockFolder(path);
  again();
});

test('secrets are readable by their owner only', async (t) => {
  const path = await folder(t);
  const notes = await fileNotes(path);
  await notes.write('identity', 'secret');
  assert.equal(await notes.read('identity'), 'secret');
  assert.equal(await notes.read('other'), undefined);
  const { stdout } = spawnSync('stat', ['-c', '%a', join(path, 'notes', 'identity')]);
  if (process.platform === 'linux') assert.equal(stdout.toString().trim(), '600');
});

test('a kill at any boundary loses no finished proof', { timeout: 60_000 }, async (t) => {
  const path = await folder(t);
  // Sixty starts of the same program: compile it once.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
  const run = (killAt: number, dataDir: string) =>
    spawnSync(process.execPath, [KILLED, dataDir, String(killAt)], { encoding: 'utf8', env }).stdout;
  const boundaries = Number(/boundaries (\d+)/.exec(run(0, join(path, 'whole')))?.[1]);
  assert.ok(boundaries > 40, `${boundaries} boundaries`);
  for (let killAt = 1; killAt <= boundaries; killAt += 1) {
    const dataDir = join(path, String(killAt));
    const told = run(killAt, dataDir);
    assert.doesNotMatch(told, /boundaries/);
    const outbox = await fileOutbox(dataDir);
    const waiting = await Promise.all((await outbox.list()).map((id) => outbox.read(id)));
    const dead = await outbox.deadLetters();
    const holds = (taskId: string): number =>
      waiting.filter((task) => task.taskId === taskId).length +
      dead.filter(({ id }) => id.startsWith(`${taskId}.`)).length;
    const where = `killed at ${killAt} after: ${told.trim().replaceAll('\n', ', ')}`;
    if (told.includes('stored accepted') && !told.includes('stored refused')) {
      // Between its acceptance and its removal it may still be there: it is submitted again, and answered as before.
      if (!told.includes('removed accepted')) assert.ok(holds('accepted') <= 1, where);
      else assert.equal(holds('accepted'), 0, where);
    }
    if (told.includes('stored refused')) assert.equal(holds('refused'), 1, where);
    for (const task of waiting) assert.deepEqual(task, finished(task.taskId, task.proofs.length), where);
    for (const { code } of dead) assert.equal(code, 'proof_invalid', where);
  }
  t.diagnostic(`${boundaries} boundaries`);
});
