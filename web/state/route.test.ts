import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, routeOf } from './route.ts';

test('every screen has an address that leads back to it', () => {
  for (const screen of ['prove', 'proofs', 'program', 'settings'] as const) {
    assert.deepEqual(routeOf(addressOf({ screen })), { screen });
  }
  assert.deepEqual(routeOf(addressOf({ screen: 'proof', hash: 'ab12' })), { screen: 'proof', hash: 'ab12' });
});

test('an address that names nothing is the first screen', () => {
  for (const address of ['', '#', '#/', '#/nowhere', '#main']) assert.equal(routeOf(address).screen, 'prove');
});
