// Drafts on a disk: what comes back, what is left out, what a kill costs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { draft } from '#client/fixtures/finished-tasks.ts';
import { fileDrafts } from './file-drafts.ts';

const KILLED = new URL('../fixtures/kill-at-boundary.ts', import.meta.url).pathname;

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'drafts-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test('drafts come back as they were kept, and are gone when dropped', async (t) => {
  const path = await folder(t);
  const drafts = await fileDrafts(path);
  for (const id of ['a', '../b', '任务']) for (const done of [1, 2]) await drafts.keep(draftOf(id, done));
  const again = await fileDrafts(path);
  assert.deepEqual(byId(await again.list()), byId(['a', '../b', '任务'].map((id) => draft(id, 2))));
  for (const id of ['a', '../b', '任务']) await again.drop(id);
  assert.deepEqual(await readdir(join(path, 'drafts')), []);
});

test('a damaged proof and all after it are left out, a damaged task wholly', async (t) => {
  const path = await folder(t);
  const drafts = await fileDrafts(path);
  for (const done of [1, 2, 3]) await drafts.keep(draftOf('a', done, 3));
  const files = await readdir(join(path, 'drafts'));
  const file = (end: string) => join(path, 'drafts', files.find((name) => name.endsWith(end)) ?? assert.fail());
  await truncate(file('.1.proof'), 50);
  assert.equal((await drafts.list())[0]?.proofs.length, 1);
  await truncate(file('.task'), 50);
  assert.deepEqual(await drafts.list(), []);
  assert.deepEqual(await readdir(join(path, 'drafts')), [], 'what nobody can read any more is cleared away');
});

test('a proof of other work under the same id is not taken for one of this task', async (t) => {
  const drafts = await fileDrafts(await folder(t));
  await drafts.keep(draftOf('a', 1));
  const other = draft('a', 1);
  const [proof = assert.fail()] = other.proofs;
  await drafts.keep({ ...other, proofs: [{ ...proof, input: new Uint8Array([9]) }] });
  assert.equal((await drafts.list())[0]?.proofs.length, 0);
});

test('unfinished tasks take no more of the disk than they may', async (t) => {
  const path = await folder(t);
  const drafts = await fileDrafts(path, 4000);
  const kept = [];
  for (let id = 0; id < 10; id += 1) {
    const refused = await drafts.keep(draft(`${id}`, 1)).then(
      () => undefined,
      (error) => error.code,
    );
    kept.push(refused ?? 'kept');
  }
  assert.deepEqual(new Set(kept), new Set(['kept', 'drafts_full']));
  await drafts.drop('0');
  await drafts.keep(draft('0', 1));
});

test('a kill at any boundary costs no proof that was kept', { timeout: 60_000 }, async (t) => {
  const path = await folder(t);
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
  const run = (killAt: number, dataDir: string) =>
    spawnSync(process.execPath, [KILLED, dataDir, String(killAt), 'drafts'], { encoding: 'utf8', env }).stdout;
  const boundaries = Number(/boundaries (\d+)/.exec(run(0, join(path, 'whole')))?.[1]);
  assert.ok(boundaries > 40, `${boundaries} boundaries`);
  // Every third here: the steps of a durable write are killed one by one in the outbox's test.
  for (let killAt = 1; killAt <= boundaries; killAt += 3) {
    const dataDir = join(path, String(killAt));
    const told = run(killAt, dataDir);
    const kept = Number(/kept (\d)(?![\s\S]*kept)/.exec(told)?.[1] ?? 0);
    const [back] = await (await fileDrafts(dataDir)).list();
    const where = `killed at ${killAt} after: ${told.trim().replaceAll('\n', ', ')}`;
    // While it is being dropped anything may be left: all of it is proven.
    if (kept < 3) assert.ok((back?.proofs.length ?? 0) >= kept, where);
    for (const [index, proof] of (back?.proofs ?? []).entries())
      assert.deepEqual(proof, draft('draft', 3).proofs[index]);
  }
});

function draftOf(id: string, done: number, of = 2) {
  const whole = draft(id, of);
  return { ...whole, proofs: whole.proofs.slice(0, done) };
}

function byId(drafts: readonly { task: { id: string } }[]) {
  return drafts.toSorted((one, other) => one.task.id.localeCompare(other.task.id));
}
