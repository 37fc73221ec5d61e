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

test('the key used least recently is forgotten first, and a key that is too large is not kept', () => {
  const cache = new KeyCache(10);
  cache.used('p/1', new Uint8Array(4));
  cache.used('q/1', new Uint8Array(4));
  cache.used('p/1', new Uint8Array(0));
  cache.used('r/1', new Uint8Array(4));
  assert.equal(cache.latest('q'), undefined);
  assert.equal(cache.latest('p')?.id, 'p/1');
  cache.used('s/1', new Uint8Array(11));
  assert.equal(cache.latest('s'), undefined);
  assert.equal(cache.bytes, 8);
  cache.used('p/2', new Uint8Array(2));
  assert.equal(cache.latest('p')?.id, 'p/2', 'the height that was used last');
  cache.forget('p/2');
  assert.equal(cache.latest('p')?.id, 'p/1');
});

test('what is not known to be harmless is tried again, within the limit', () => {
  assert.equal(blameOf('trap'), 'prover');
  assert.equal(blameOf('illegal_instruction'), 'task');
  assert.equal(blameOf('something_new'), 'prover');
});
