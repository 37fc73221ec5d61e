// A prover that is killed between proving and submitting submits its proof when it comes back.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { openGate } from '../gate.ts';
import { temporaryFolder, testOrchestrator } from '../orchestrator.ts';

const main = join(import.meta.dirname, '../../node-runner/main.ts');

test('a proof that was finished before a SIGKILL is submitted after the restart', { timeout: 120_000 }, async () => {
  await using orchestrator = await testOrchestrator();
  await using gate = await openGate(orchestrator.url);
  using folder = temporaryFolder();
  const prover = (...options: string[]) =>
    spawn(
      process.execPath,
      [main, 'run', '--orchestrator-url', gate.url, '--data-dir', folder.path, '--max-difficulty', 'SMALL', ...options],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );

  gate.shut = true;
  const killed = prover();
  await gate.submitted(1);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const before = gate.submissions.length;
  const held = gate.submissions[0];

  gate.shut = false;
  const restarted = prover('--tasks', '1');
  const [printed, [code]] = await Promise.all([text(restarted.stdout), once(restarted, 'exit')]);
  assert.equal(code, 0);
  assert.equal(JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '').refused, 0);
  const [first] = gate.submissions.slice(before);
  assert.deepEqual([first?.taskId, first?.proofHash], [held?.taskId, held?.proofHash]);
});
