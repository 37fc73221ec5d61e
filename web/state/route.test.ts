import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN_PARTS, addressOf, isOfNetwork, type NetworkRoute, routeOf } from './route.ts';

test('every screen has an address that leads back to it', () => {
  for (const screen of ['prove', 'proofs', 'program', 'settings'] as const) {
    assert.deepEqual(routeOf(addressOf({ screen })), { screen });
  }
  assert.deepEqual(routeOf(addressOf({ screen: 'proof', hash: 'ab12' })), { screen: 'proof', hash: 'ab12' });
  for (const code of ['', 'Ab-_9']) {
    assert.deepEqual(routeOf(addressOf({ screen: 'pair', code })), { screen: 'pair', code });
  }
});

test('every screen of the network has an address that leads back to it, and is known as one of its own', () => {
  const screens: readonly NetworkRoute[] = [
    { screen: 'network' },
    { screen: 'jobs' },
    { screen: 'new-job' },
    { screen: 'job', jobId: '0190-ab' },
    { screen: 'node', nodeId: '17' },
    ...ADMIN_PARTS.map((part) => ({ screen: 'admin', part }) as const),
  ];
  for (const screen of screens) {
    assert.deepEqual(routeOf(addressOf(screen)), screen);
    assert.ok(isOfNetwork(screen));
  }
  assert.ok(!isOfNetwork({ screen: 'prove' }));
  assert.deepEqual(routeOf('#/admin'), { screen: 'admin', part: 'nodes' });
});

test('an address that names nothing is the first screen', () => {
  for (const address of ['', '#', '#/', '#/nowhere', '#main']) assert.equal(routeOf(address).screen, 'prove');
});
