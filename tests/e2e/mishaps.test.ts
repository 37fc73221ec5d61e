// Whatever befalls a worker in the middle of a proof, the task is retried and accepted, and the next one goes on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settings } from '#client/settings.ts';
import { readEngine } from '#node-runner/host/engine-files.ts';
import { workerProvers } from '#node-runner/host/worker-host.ts';
import type { Mishap } from '../fixtures/sabotaged.worker.ts';
import { testOrchestrator } from '../orchestrator.ts';
import { testProver } from '../prover.ts';

const script = new URL('../fixtures/sabotaged.worker.ts', import.meta.url);
/** Long for a proof of the easiest task, short for a test. */
const impatient = { ...settings, proving: { ...settings.proving, silenceMs: 15_000 } };

/** What the pool calls each mishap. */
const mishaps: Readonly<Record<Mishap, string>> = {
  killed: 'prover_exited',
  trap: 'trap',
  hang: 'prover_silent',
  'out of memory': 'trap',
};

let orchestrator: Awaited<ReturnType<typeof testOrchestrator>>;
before(async () => {
  orchestrator = await testOrchestrator();
});
after(() => orchestrator[Symbol.asyncDispose]());

for (const [mishap, code] of Object.entries(mishaps)) {
  test(`no task is lost when its worker is ended by: ${mishap}`, { timeout: 120_000 }, async () => {
    const engine = await readEngine();
    const honest = workerProvers(engine);
    const sabotaged = workerProvers(Object.assign({ mishap }, engine), script);
    let started = 0;
    const start = () => (started++ === 0 ? sabotaged() : honest());
    await using prover = await testProver(orchestrator.url, start, impatient);

    await prover.until((events) => events.filter(({ type }) => type === 'submitted').length >= 2);
    const failed = prover.events.filter((event) => event.type === 'attempt_failed');
    assert.deepEqual(
      failed.map((event) => event.code),
      [code],
    );
    const accepted = prover.events.filter((event) => event.type === 'submitted').map(({ taskId }) => taskId);
    assert.ok(accepted.includes(failed[0]?.taskId ?? ''), 'the task that failed was accepted afterwards');
    assert.equal(prover.events.filter(({ type }) => type === 'submission_refused').length, 0);
  });
}
