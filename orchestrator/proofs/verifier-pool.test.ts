// The verifiers while several questions are asked at once: who suffers for whom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fakeEngine, silent } from '#orchestrator/fixtures/network.ts';
import {
  EXIT,
  EXIT_LATER,
  fakeProof,
  GOOD,
  GROW,
  HANG,
  INVALID,
  TRAP,
  UNLESS_GROWN,
} from '#orchestrator/fixtures/zkvm.ts';
import { VERIFICATIONS_WAITING } from '#orchestrator/limits.ts';
import { proofHashOf } from './hash.ts';
import { createVerifierPool, type VerifierPool } from './verifier-pool.ts';

const NOTHING = new Uint8Array(0);

/** What becomes of a proof of this kind. */
async function verified(pool: VerifierPool, kind: number, deadlineMs = 20_000): Promise<string> {
  const proof = fakeProof(kind);
  const one = { proof, proofHash: proofHashOf(proof), input: NOTHING, output: NOTHING, exitCode: 0 };
  const request = { verifyingKey: NOTHING, proofs: [one], profile: 'standard' };
  return pool.ask('verify', request, deadlineMs).then(
    () => 'accepted',
    (error) => error.loss ?? error.code,
  );
}

test('a proof that ends its verifier is not held against those that lay ready behind it', async () => {
  for (const [kind, loss] of [
    [EXIT, 'exit'],
    [TRAP, 'trap'],
  ] as const) {
    const pool = createVerifierPool(fakeEngine, 1, silent);
    const all = [kind, GOOD, INVALID, GOOD].map((one) => verified(pool, one));
    assert.deepEqual(await Promise.all(all), [loss, 'accepted', 'proof_invalid', 'accepted']);
    assert.deepEqual(pool.state(), { workers: 1, busy: 0, waiting: 0, replaced: 1 });
    await pool.close();
  }
});

test('the time of a proof counts from when its verifier comes to it', async () => {
  const pool = createVerifierPool(fakeEngine, 1, silent);
  // Both were asked at once; the second gets a fresh verifier and all of its time.
  const [first, second] = [verified(pool, HANG, 3_000), verified(pool, GOOD, 3_000)];
  assert.deepEqual([await first, await second], ['deadline', 'accepted']);
  await pool.close();
});

test('a verifier that has grown too large answers nothing more, not even what lies ready', async () => {
  const pool = createVerifierPool(fakeEngine, 1, silent);
  const all = [GROW, UNLESS_GROWN, INVALID, UNLESS_GROWN].map((kind) => verified(pool, kind));
  assert.deepEqual(await Promise.all(all), ['accepted', 'accepted', 'proof_invalid', 'accepted']);
  assert.equal(pool.state().replaced, 1);
  await pool.close();
});

test('what lay ready is asked again soon, and not refused where all places are taken', async () => {
  const pool = createVerifierPool(fakeEngine, 1, silent);
  const order: number[] = [];
  const all = Array.from({ length: 3 + VERIFICATIONS_WAITING }, (_, i) =>
    verified(pool, i === 0 ? TRAP : GOOD).finally(() => order.push(i)),
  );
  assert.equal(await verified(pool, GOOD), 'verifier_unavailable');
  assert.deepEqual(await Promise.all(all), ['trap', ...Array(2 + VERIFICATIONS_WAITING).fill('accepted')]);
  assert.ok(order.indexOf(1) < 7 && order.indexOf(2) < 7, `${order.slice(0, 10)}`);
  await pool.close();
});

test('a verifier that ends with nothing to do keeps nobody waiting', async () => {
  const pool = createVerifierPool(fakeEngine, 1, silent);
  assert.equal(await verified(pool, EXIT_LATER), 'accepted');
  await delay(300);
  assert.equal(await verified(pool, GOOD), 'accepted');
  assert.equal(pool.state().replaced, 1);
  await pool.close();
});

test('there are never more verifiers than allowed, and those without work take it first', async () => {
  const pool = createVerifierPool(fakeEngine, 2, silent);
  const all = Array.from({ length: 40 }, () => verified(pool, GOOD));
  assert.deepEqual(pool.state(), { workers: 2, busy: 2, waiting: 38, replaced: 0 });
  assert.deepEqual(await Promise.all(all), Array(40).fill('accepted'));
  assert.deepEqual(pool.state(), { workers: 2, busy: 0, waiting: 0, replaced: 0 });
  await pool.close();
});

test('what waits is refused when the orchestrator ends, what a verifier has is answered', async () => {
  const pool = createVerifierPool(fakeEngine, 1, silent);
  const all = Array.from({ length: 5 }, () => verified(pool, GOOD));
  await pool.close();
  const outcomes = await Promise.all(all);
  assert.deepEqual(outcomes, ['accepted', 'accepted', 'accepted', ...Array(2).fill('verifier_unavailable')]);
  assert.equal(await verified(pool, GOOD), 'verifier_unavailable');
  assert.equal(pool.state().workers, 0);
});
