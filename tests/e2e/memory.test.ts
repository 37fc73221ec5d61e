// Fifty proofs, each in a worker of its own: the memory of the process does not grow with their number.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const script = join(import.meta.dirname, '../fixtures/disposals.ts');
const disposals = 50;
/** The first ones fill caches of the process: compiled code, threads' stacks, buffers. */
const warmUp = 10;
/** One MiB per proof would be more than this. */
const allowanceMib = 32;

const mib = (bytes: number) => Math.round(bytes / 2 ** 20);

test(`the memory of the process does not grow over ${disposals} disposals`, { timeout: 180_000 }, async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(disposals)]);
  const rss: number[] = JSON.parse(stdout).map(mib);
  const [before, after] = [Math.max(...rss.slice(0, warmUp)), rss.at(-1) ?? 0];
  t.diagnostic(`at most ${before} MiB in the first ${warmUp} disposals, ${after} MiB after ${disposals}`);
  assert.equal(rss.length, disposals);
  assert.ok(after - before < allowanceMib, `it grew from ${before} to ${after} MiB`);
});
