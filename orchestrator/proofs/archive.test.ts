// Engines of before: kept for their days of grace, then let go.
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silent, temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { RETIRED_ENGINE_DAYS } from '#orchestrator/limits.ts';
import { openArchive } from './archive.ts';
import type { EnginePackage } from './package.ts';

const dataDir = temporaryFolder();
after(() => rmSync(dataDir, { recursive: true }));

/** A package that says of itself that it has these constraints. */
function packageOf(airDigest: string): EnginePackage {
  return {
    module: Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    glue: Buffer.from(`export const initSync = () => {};
     export const describe = () => JSON.stringify({ engine: 'fake', airDigest: '${airDigest}', profiles: ['standard'], limits: {} });
     export const memory_bytes = () => 0;`),
  };
}

const [old, present] = ['a'.repeat(64), 'b'.repeat(64)];

test('after an update the engine of before is there for some days, and then gone', async () => {
  const day = 86_400_000;
  await openArchive(dataDir, packageOf(old), old, silent, 0).close();
  const updated = openArchive(dataDir, packageOf(present), present, silent, day);
  const before = await updated.find(old);
  assert.equal(before?.description.airDigest, old);
  assert.equal(await updated.find(present), undefined, 'the present one is not of before');
  assert.equal(await updated.find('../../etc'), undefined);
  await updated.close();

  const later = openArchive(dataDir, packageOf(present), present, silent, day * (RETIRED_ENGINE_DAYS + 2));
  assert.equal(await later.find(old), undefined);
  assert.ok(!existsSync(join(dataDir, 'engines', old)));
  await later.close();
});

test('an engine that comes back into use is not let go', async () => {
  const there = temporaryFolder();
  await openArchive(there, packageOf(old), old, silent, 0).close();
  await openArchive(there, packageOf(present), present, silent, 1).close();
  await openArchive(there, packageOf(old), old, silent, 2).close();
  assert.ok(!existsSync(join(there, 'engines', old, 'retired')));
  assert.ok(existsSync(join(there, 'engines', present, 'retired')));
  rmSync(there, { recursive: true });
});
