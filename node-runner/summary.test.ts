// Every count that an operator sees is of what the server has credited.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProverError } from '#client/errors.ts';
import { bench } from '#client/fixtures/bench.ts';
import { afterEvent, type DashboardModel, emptyModel, proofsPerHour } from './dashboard/model.ts';
import { Metrics } from './metrics/metrics.ts';
import { Summary } from './summary.ts';

/** What each of the books says was accepted, after proofs that are all proven and met by such answers. */
async function books(answer: () => void) {
  const it = await bench();
  it.orchestrator.onSubmit = answer;
  it.orchestrator.supply = () => (it.orchestrator.count('fetch') > 1 ? 0 : 3);
  await it.start();
  await it.clock.advance(30_000);
  await it.stop();
  const [summary, metrics] = [new Summary(), new Metrics(() => undefined)];
  let model: DashboardModel = emptyModel(0);
  for (const event of it.events) {
    summary.count(event);
    metrics.count(event);
    model = afterEvent(model, event, '', 1);
  }
  const counted = /^nexus_prover_proofs_accepted_total\{node="1"\} (\d+)$/m.exec(await metrics.registry.metrics());
  assert.equal(it.of('input_proven').length, 2, 'everything was proven');
  return {
    accepted: [summary.accepted, model.accepted, Number(counted?.[1] ?? 0)],
    refused: [summary.refused, model.refused],
    perHour: proofsPerHour(model, 1000),
  };
}

test('no success is told while nothing is credited, however much is proven', async () => {
  const refuse = (): never => {
    throw new ProverError('proof_invalid', 'no');
  };
  assert.deepEqual(await books(refuse), { accepted: [0, 0, 0], refused: [2, 2], perHour: 0 });
  const defer = (): never => {
    throw new ProverError('orchestrator_failing', 'later');
  };
  assert.deepEqual(await books(defer), { accepted: [0, 0, 0], refused: [0, 0], perHour: 0 });
  const credited = await books(() => {});
  assert.deepEqual(credited.accepted, [2, 2, 2]);
  assert.ok(credited.perHour > 0);
});
