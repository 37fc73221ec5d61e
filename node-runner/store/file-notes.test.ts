// Notes on a disk, which several processes may open.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keptIdentity } from '#client/identity/identity.ts';
import { fileNotes } from './file-notes.ts';

test('provers that begin in one new folder at the same time have one key, and it is the one that is kept', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'identity-'));
  t.after(() => rm(folder, { recursive: true }));
  const begin = async () => (await keptIdentity(await fileNotes(folder))).publicKey;
  const keys = await Promise.all(Array.from({ length: 16 }, begin));
  keys.push(await begin());
  assert.equal(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size, 1);
  assert.deepEqual(await readdir(join(folder, 'notes')), ['identity']);
});
