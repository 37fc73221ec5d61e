// `npm start -- --tasks 3` on a fresh data directory: three proofs are made and accepted, and it ends by itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { root } from '../../scripts/node24.mjs';
import { temporaryFolder } from '../orchestrator.ts';

test('npm start ends after three accepted tasks and prints what they cost', { timeout: 180_000 }, async (t) => {
  using folder = temporaryFolder();
  const start = ['start', '--', '--tasks', '3', '--port', '0', '--data-dir', folder.path];
  const npm = spawn('npm', start, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(npm.stdout), once(npm, 'exit')]);
  const result = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
  t.diagnostic(JSON.stringify(result));
  assert.equal(code, 0);
  assert.deepEqual([result.accepted, result.refused], [3, 0]);
  assert.deepEqual([result.cycles.length, result.prove_ms.length], [3, 3]);
  assert.ok(result.cycles.every((cycles: number) => cycles > 0));
  assert.ok(result.peak_rss_bytes > 0);
});
