import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstSettings, settingsFrom, withinHours } from './settings.ts';

const DEVICE = { cores: 8, memoryBytes: 8 * 1024 ** 3 };

test('at first half of the device is used, and one worker at least', () => {
  assert.equal(firstSettings(DEVICE).workers, 4);
  assert.equal(firstSettings({ cores: 1, memoryBytes: 1024 ** 3 }).workers, 1);
});

test('kept settings come back as they were', () => {
  const chosen = {
    ...firstSettings(DEVICE),
    workers: 3,
    intensity: 0.5,
    hours: { from: 60, until: 120 },
    keepAwake: true,
  };
  assert.deepEqual(settingsFrom(JSON.stringify(chosen), DEVICE), chosen);
});

test('settings that are damaged or out of range fall back one by one', () => {
  const first = firstSettings(DEVICE);
  assert.deepEqual(settingsFrom('{', DEVICE), first);
  assert.deepEqual(settingsFrom('null', DEVICE), first);
  const odd = settingsFrom('{"workers":99,"intensity":0,"hours":{"from":-1,"until":5},"idleOnly":"yes"}', DEVICE);
  assert.equal(odd.workers, 8);
  assert.equal(odd.intensity, 1);
  assert.equal(odd.hours, undefined);
  assert.equal(odd.idleOnly, false);
});

test('hours may pass midnight, and equal ends mean the whole day', () => {
  const night = { from: 22 * 60, until: 7 * 60 };
  assert.ok(withinHours(night, 23 * 60));
  assert.ok(withinHours(night, 0));
  assert.ok(!withinHours(night, 7 * 60));
  assert.ok(!withinHours(night, 12 * 60));
  assert.ok(withinHours({ from: 60, until: 60 }, 5));
  assert.ok(withinHours(undefined, 5));
});
