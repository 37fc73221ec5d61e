// The configuration's checks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configJsonSchema, readConfig } from './config.ts';

const problem = (value: unknown): string => {
  try {
    readConfig(value, 'config.json');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

test('an interval that no timer holds is refused, for it would ring without end', () => {
  for (const key of ['request_delay', 'task_fetch_interval', 'queue_log_interval']) {
    assert.throws(() => readConfig({ [key]: 1e12 }, 'x'), { code: 'config_invalid' });
  }
});

test('an empty configuration is complete by its defaults', () => {
  const { config, warnings } = readConfig({}, 'config.json');
  assert.deepEqual(config.node_ids, []);
  assert.equal(config.isolation, 'worker');
  assert.deepEqual(warnings, []);
});

test('an error names the key that is wrong', () => {
  assert.match(problem({ prover_workers: 0 }), /config\.json: prover_workers: /);
  assert.match(problem({ node_ids: ['7', 'abc'] }), /node_ids\.1: is not a node id/);
  assert.match(problem({ node_ids: ['18446744073709551616'] }), /node_ids\.0: is not below 2\^64/);
  assert.match(problem({ orchestrator_url: 'ftp://x' }), /orchestrator_url: is not an http/);
  assert.match(problem({ wallet_address: '0x12', batch_size: 1.5 }), /wallet_address: .*; batch_size: /);
  assert.match(problem([]), /not a JSON object/);
});

test('the largest node id is accepted', () => {
  assert.equal(problem({ node_ids: ['18446744073709551615'] }), '');
});

test('an unknown key is warned of, with the key that was meant', () => {
  const { warnings } = readConfig({ prover_worker: 2, zzz: 1 }, 'config.json');
  assert.deepEqual(warnings, [
    'config.json: prover_worker is not a known key; did you mean prover_workers?',
    'config.json: zzz is not a known key',
  ]);
});

test('the JSON Schema describes every key', () => {
  const { properties } = configJsonSchema() as { properties: Record<string, { description?: string }> };
  for (const [key, { description }] of Object.entries(properties)) assert.ok(description, key);
});
