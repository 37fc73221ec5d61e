// `npm start` on a fresh data directory: three proofs are made and accepted, and it ends by itself; nor does anything of it
// outlive a SIGKILL.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
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

test('npm start that is killed by SIGKILL leaves nothing running', { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const start = ['start', '--', '--port', '0', '--data-dir', folder.path];
  const npm = spawn('npm', start, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const chunk of npm.stdout.setEncoding('utf8')) {
    printed += chunk;
    if (printed.includes('submitted')) break;
  }
  const [url = ''] = /http:\/\/127[^\s,]+/.exec(printed) ?? [];
  assert.ok((await fetch(url)).ok);
  npm.kill('SIGKILL');
  for (let times = 0; times < 200 && ours(folder.path).length > 0; times += 1) await setTimeout(100);
  assert.deepEqual(ours(folder.path), []);
  await assert.rejects(fetch(url));
});

/** The processes that work in a folder: server, prover and database name it on their command line. */
function ours(folder: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder));
}
