import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ProverError } from '#client/errors.ts';
import type { TabLock } from '../host/tab-lock.ts';
import type { ProvingSession } from './proving-session.ts';
import { ProvingTab } from './proving-tab.ts';
import type { SessionView } from './session-view.ts';

/** A lock that another tab may hold. */
function lockHeldBy(other: { held: boolean }) {
  const freed = Promise.withResolvers<void>();
  let hear: (message: { tell: string }) => void = () => {};
  const lock = {
    held: false,
    take: async () => {
      lock.held = !other.held;
      return lock.held;
    },
    wait: async () => {
      await freed.promise;
      lock.held = true;
      return true;
    },
    release: () => {
      lock.held = false;
    },
    tell: () => {},
    hear: (listener: typeof hear) => {
      hear = listener;
    },
  };
  return {
    lock: lock as unknown as TabLock<SessionView>,
    free: () => freed.resolve(),
    makeWay: () => hear({ tell: 'make_way' }),
  };
}

/** Sessions that end when they are told to, and remember what was asked of them. */
function sessions() {
  const asked: string[] = [];
  let end = Promise.withResolvers<void>();
  const session = {
    prove: () => {
      asked.push('prove');
      return end.promise;
    },
    deliver: async () => void asked.push('deliver'),
    pause: () => {
      asked.push('pause');
      end.resolve();
    },
    finish: () => {
      asked.push('finish');
      end.resolve();
    },
  };
  const make = (): ProvingSession => {
    end = Promise.withResolvers();
    return session as unknown as ProvingSession;
  };
  return { asked, make, fail: (error: Error) => end.reject(error) };
}

test('a page that is opened sends what is finished, and proves only when started', async () => {
  const { lock } = lockHeldBy({ held: false });
  const { asked, make } = sessions();
  const tab = new ProvingTab(lock, make);
  tab.deliver();
  await turn();
  assert.deepEqual([asked, tab.wish.value], [['deliver'], 'off']);
  tab.start();
  await turn();
  assert.deepEqual([asked, tab.wish.value], [['deliver', 'prove'], 'on']);
  tab.start();
  await turn();
  assert.equal(asked.length, 2, 'a second press changes nothing');
});

test('a tab that finishes or makes way is paused and gives the lock back', async () => {
  const { lock, makeWay } = lockHeldBy({ held: false });
  const { make } = sessions();
  const tab = new ProvingTab(lock, make);
  for (const stop of [() => tab.finish(), makeWay]) {
    tab.start();
    await turn();
    assert.equal(tab.wish.value, 'on');
    stop();
    await turn();
    assert.deepEqual([tab.wish.value, lock.held], ['paused', false]);
  }
});

test('beside a tab that proves it watches, and proves once that one is gone and it was asked to', async () => {
  const { lock, free } = lockHeldBy({ held: true });
  const { asked, make } = sessions();
  const tab = new ProvingTab(lock, make);
  tab.deliver();
  await turn();
  assert.deepEqual([asked, tab.wish.value], [[], 'watching']);
  tab.takeOver();
  free();
  await turn();
  assert.deepEqual([asked, tab.wish.value], [['prove'], 'on']);
});

test('a browser that cannot prove says why, and may try again', async () => {
  const { lock } = lockHeldBy({ held: false });
  const { asked, make, fail } = sessions();
  const tab = new ProvingTab(lock, make);
  tab.start();
  await turn();
  fail(new ProverError('module_unreachable', 'gone'));
  await turn();
  assert.deepEqual([tab.wish.value, tab.failure.value?.code], ['failed', 'module_unreachable']);
  tab.start();
  await turn();
  assert.deepEqual([asked, tab.wish.value], [['prove', 'prove'], 'on']);
});
