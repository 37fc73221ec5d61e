// An engine's two files belong together, whatever is built over them while they are in use.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { silent, temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { startEngine } from './engine.ts';
import { readPackage, verifiersOf } from './package.ts';

const folder = temporaryFolder();
after(() => rmSync(folder, { recursive: true }));

/** Its JavaScript works with a module that says the same version only, as wasm-bindgen's does. */
function build(version: number): void {
  writeFileSync(
    join(folder, 'engine_bg.wasm'),
    // A module with one custom section, whose name is the version.
    new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 2, 1, 0x30 + version]),
  );
  writeFileSync(
    join(folder, 'engine.js'),
    `let fits = false;
     export const initSync = ({ module }) => { fits = WebAssembly.Module.customSections(module, '${version}').length > 0; };
     export const describe = () => JSON.stringify({ engine: 'e', airDigest: '${version}', profiles: ['any'], limits: {} });
     export const memory_bytes = () => 0;
     export const verify = () => { if (!fits) throw Object.assign(new Error('not mine'), { code: 'proof_malformed' }); };`,
  );
}

test('verifiers that start after a rebuild are those of the package as it was at the start', async () => {
  build(1);
  const engine = await startEngine(verifiersOf(readPackage(pathToFileURL(join(folder, 'engine_bg.wasm')))), 2, silent);
  assert.equal(engine.description.airDigest, '1');
  build(2);
  const proof = new Uint8Array(1);
  const one = { proof, proofHash: bytesToHex(keccak_256(proof)), input: proof, output: proof, exitCode: 0 };
  // Two at once: one of them in a worker that has to be started for it.
  const verify = () => engine.verify({ verifyingKey: proof, proofs: [one], profile: 'any' });
  await Promise.all([verify(), verify(), verify()]);
  assert.equal(engine.state().workers, 2);
  await engine.close();
});

test('a package without its JavaScript is no engine', () => {
  const alone = join(folder, 'alone_bg.wasm');
  writeFileSync(alone, '');
  assert.throws(() => readPackage(pathToFileURL(alone)), { code: 'engine_missing' });
  assert.throws(() => readPackage(pathToFileURL(join(folder, 'engine.js'))), { code: 'engine_missing' });
});
