// An engine's files, and what happens when they are replaced under a running prover.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readEngine } from './engine-files.ts';
import { workerProvers } from './worker-host.ts';

const inPackage = (name: string) => new URL(`../../zkvm-wasm/pkg/${name}`, import.meta.url);

test('an update of the engine under a running prover does not break its workers', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['zkvm_wasm.js', 'zkvm_wasm_bg.wasm']) await copyFile(inPackage(name), join(folder, name));
  const start = workerProvers(await readEngine(join(folder, 'zkvm_wasm_bg.wasm')));
  await writeFile(join(folder, 'zkvm_wasm.js'), 'throw new Error("another version")');
  const running = await start();
  const described = await running.prover.describe();
  assert.ok(described.ok);
  await running.end();
});

test('an engine that is not there, or is none, is told with a remedy', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  t.after(() => rm(folder, { recursive: true }));
  await assert.rejects(readEngine(join(folder, 'none.wasm')), { code: 'engine_missing', remedy: /engine_module/ });
  await writeFile(join(folder, 'text.wasm'), 'this is no module');
  await assert.rejects(readEngine(join(folder, 'text.wasm')), { code: 'engine_malformed' });
});
