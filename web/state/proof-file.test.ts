import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeptProof } from './kept-proof.ts';
import { decodeProofFile, encodeProofFile } from './proof-file.ts';

const RECORD: KeptProof = {
  version: 1,
  hash: 'ab',
  taskId: '',
  programDigest: 'cd',
  profile: 'standard',
  input: Uint8Array.of(1),
  output: Uint8Array.of(2, 3),
  exitCode: 7,
  cycles: 9,
  proveMs: 1,
  proofBytes: 4,
  finishedAt: 5,
  result: 'local',
};
const FILE = encodeProofFile(RECORD, Uint8Array.of(4, 5), Uint8Array.of(6));

test('a proof comes back from its file with everything that it is checked against', async () => {
  assert.deepEqual(await decodeProofFile(FILE), {
    programDigest: 'cd',
    profile: 'standard',
    elf: Uint8Array.of(6),
    input: Uint8Array.of(1),
    output: Uint8Array.of(2, 3),
    exitCode: 7,
    proof: Uint8Array.of(4, 5),
  });
});

test('a file that is cut off, empty or something else is refused with a code', async () => {
  for (const bytes of [FILE.subarray(0, FILE.length - 1), new Uint8Array(0), new TextEncoder().encode('hello')]) {
    await assert.rejects(decodeProofFile(bytes), { code: 'proof_file_malformed' });
  }
});
