// The parts of a pool on their own: the breaker, memory admission, the cache of proving keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings } from '../settings.ts';
import { Breaker } from './breaker.ts';
import { blameOf } from './failures.ts';
import { KeyCache } from './key-cache.ts';
import { MemoryAdmission } from './memory-admission.ts';

const MIB = 1024 * 1024;

test('the breaker opens for crashes over several tasks, not for one bad task', () => {
  const breaker = new Breaker(settings.breaker);
  for (let time = 0; time < 10; time += 1) breaker.crashed('one', 0);
  assert.equal(breaker.closedUntil(0), undefined);
  breaker.crashed('two', 0);
  assert.equal(breaker.closedUntil(0), 30_000);
});

test('after its pause the breaker lets one trial through; another crash doubles the pause, a success heals it', () => {
  const breaker = new Breaker(settings.breaker);
  for (const task of ['a', 'b', 'c', 'd', 'e']) breaker.crashed(task, 0);
  assert.equal(breaker.closedUntil(30_000), undefined);
  breaker.began();
  assert.equal(breaker.closedUntil(30_000), Number.POSITIVE_INFINITY, 'one at a time');
  breaker.crashed('f', 30_000);
  assert.equal(breaker.closedUntil(30_000), 90_000);
  breaker.began();
  breaker.succeeded();
  breaker.began();
  assert.equal(breaker.closedUntil(90_000), undefined);
});

test('a success between crashes says that the engine works', () => {
  const breaker = new Breaker(settings.breaker);
  for (let time = 0; time < 20; time += 1) {
    breaker.crashed(`task ${time}`, 0);
    if (time % 3 === 2) breaker.succeeded();
  }
  assert.equal(breaker.closedUntil(0), undefined);
});

test('no more proofs begin than memory allows, by the peaks that were learned', () => {
  const admission = new MemoryAdmission({ reserveBytes: 100 * MIB, unknownPeakBytes: 500 * MIB });
  const memory = (availableMib: number, rssMib = 50) => ({
    availableBytes: availableMib * MIB,
    rssBytes: rssMib * MIB,
  });
  assert.ok(admission.admits('p', memory(200)), 'alone, the first proof of a program is always tried');
  const end = admission.begin('p');
  assert.ok(!admission.admits('p', memory(1000)), 'two unknown ones need 1100 MiB');
  assert.ok(admission.admits('p', memory(1100)));
  admission.learn('p', 200 * MIB);
  assert.ok(admission.admits('p', memory(500)), 'now it is known to need 200');
  assert.ok(!admission.admits('p', memory(499)));
  assert.ok(admission.admits('p', memory(350, 200)), 'what the running one has taken already is not counted twice');
  end();
  assert.ok(!admission.admits('p', memory(299)), 'a program that is known not to fit is not begun, even alone');
});

const use = (programDigest: string, cycles = 0, profile = 'standard') => ({ programDigest, profile, cycles });

test('the key used least recently is forgotten first, and a key that is too large is not kept', async () => {
  const cache = new KeyCache(10);
  await cache.used('p/1', use('p'), new Uint8Array(4));
  await cache.used('q/1', use('q'), new Uint8Array(4));
  await cache.used('p/1', use('p'), new Uint8Array(0));
  await cache.used('r/1', use('r'), new Uint8Array(4));
  assert.equal(await cache.fitting(use('q')), undefined);
  assert.equal((await cache.fitting(use('p')))?.id, 'p/1');
  await cache.used('s/1', use('s'), new Uint8Array(11));
  assert.equal(await cache.fitting(use('s')), undefined);
  assert.equal(cache.bytes, 8);
  await cache.used('p/2', use('p'), new Uint8Array(2));
  assert.equal((await cache.fitting(use('p')))?.id, 'p/2', 'the one that was used last');
  cache.forget('p/2');
  assert.equal((await cache.fitting(use('p')))?.id, 'p/1');
});

test('of the keys of a program the one of the run nearest in length is taken, and of its own profile', async () => {
  const cache = new KeyCache(100);
  for (const [id, cycles] of [
    ['p/10', 1000],
    ['p/16', 60_000],
    ['p/12', 4000],
  ] as const)
    await cache.used(id, use('p', cycles), new Uint8Array(1));
  const nearest = async (cycles: number) => (await cache.fitting(use('p', cycles)))?.id;
  assert.deepEqual(await Promise.all([1, 1500, 3000, 50_000, 1e6].map(nearest)), [
    'p/10',
    'p/10',
    'p/12',
    'p/16',
    'p/16',
  ]);
  assert.equal(await cache.fitting(use('p', 1000, 'strict')), undefined);
});

test('a key whose bytes have changed is not posted to a worker, and forgotten', async () => {
  const cache = new KeyCache(100);
  const key = new Uint8Array(50).fill(7);
  await cache.used('p/1', use('p'), key);
  assert.equal((await cache.fitting(use('p')))?.id, 'p/1');
  key[20] = 8;
  assert.equal(await cache.fitting(use('p')), undefined);
  assert.equal(cache.bytes, 0);
});

test('what is not known to be harmless is tried again, within the limit', () => {
  assert.equal(blameOf('trap'), 'prover');
  assert.equal(blameOf('illegal_instruction'), 'task');
  assert.equal(blameOf('something_new'), 'prover');
});
