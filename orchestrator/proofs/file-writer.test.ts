// Files written on another thread: durable or refused each for itself, whatever came in with them.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { createFileWriter } from './file-writer.ts';
import { proofFilesIn } from './files.ts';

test('files that come in together are all there, each with its own bytes', async () => {
  const folder = join(temporaryFolder(), 'proofs');
  const writer = createFileWriter();
  const names = Array.from({ length: 100 }, (_, i) => `${i}`);
  await Promise.all(
    names.map((file, i) =>
      writer.write({ folder, shard: `${i % 7}`, file, bytes: new Uint8Array(10_000).fill(i) }, 'take'),
    ),
  );
  for (const [i, file] of names.entries()) {
    assert.deepEqual(new Uint8Array(readFileSync(join(folder, `${i % 7}`, file))), new Uint8Array(10_000).fill(i));
  }
  await writer.close();
});

test('a file that cannot be written is refused with the reason, and those beside it are written', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'taken'), 'mine');
  writeFileSync(join(folder, 'no-folder'), '');
  const writer = createFileWriter();
  const write = (shard: string, file: string) =>
    writer.write({ folder, shard, file, bytes: new Uint8Array([1]) }).then(
      () => 'written',
      (error) => error.code,
    );
  const all = [write('a', 'first'), write('a', 'taken'), write('no-folder', 'x'), write('b', 'last')];
  assert.deepEqual(await Promise.all(all), ['written', 'EEXIST', 'ENOTDIR', 'written']);
  assert.equal(readFileSync(join(folder, 'a', 'taken'), 'utf8'), 'mine');
  await writer.close();
});

test('what is being written when it closes is finished, and a piece of memory that is not given stays', async () => {
  const folder = temporaryFolder();
  const files = proofFilesIn(folder, 10);
  const memory = new Uint8Array(1_000).fill(7);
  const [kept, given] = [memory.subarray(0, 500), new Uint8Array(500).fill(8)];
  const written = [files.put(kept), files.put(given, 'take')];
  await files.close();
  const [first = '', second = ''] = await Promise.all(written);
  assert.deepEqual(new Uint8Array(await files.read(first)), new Uint8Array(500).fill(7));
  assert.deepEqual(new Uint8Array(await files.read(second)), new Uint8Array(500).fill(8));
  assert.deepEqual([kept.length, given.length], [500, 0]);
});
