// What is generated from the configuration's schema is up to date, and the sample follows it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readConfig } from '#client/config.ts';
import { configDocs } from './config-docs.ts';
import { loadConfig } from './load-config.ts';

const inRoot = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the page and the JSON Schema are those of the schema', () => {
  for (const [path, text] of Object.entries(configDocs())) {
    const content = (written: string): unknown => (path.endsWith('.json') ? JSON.parse(written) : written);
    const remedy = `${path} is out of date: node node-runner/config/config-docs.ts && npm run format`;
    assert.deepEqual(content(inRoot(path)), content(text), remedy);
  }
});

test('the sample configuration is right and has no unknown key', () => {
  assert.deepEqual(readConfig(JSON.parse(inRoot('configs/config.json')), 'sample').warnings, []);
});

test('the environment wins over the file, and options over the environment', async () => {
  const path = new URL('../../configs/config.json', import.meta.url).pathname;
  const environment = {
    NEXUS_PROVER_PROVER_WORKERS: '3',
    NEXUS_PROVER_NODE_IDS: '12345001,12345002',
    NEXUS_PROVER_BATCH_SIZE: '2',
  };
  const { config } = await loadConfig(path, environment, { batch_size: 7 });
  assert.deepEqual([config.prover_workers, config.batch_size, config.task_fetch_interval], [3, 7, 5]);
  assert.deepEqual(config.node_ids, ['12345001', '12345002']);
  await assert.rejects(loadConfig(path, { NEXUS_PROVER_PROVER_WORKERS: 'many' }, {}), /environment: prover_workers: /);
});
