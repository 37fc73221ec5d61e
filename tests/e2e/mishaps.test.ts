// Whatever befalls a worker in the middle of a proof, the task is retried and accepted, and the next one goes on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ProverEvent } from '#client/events.ts';
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

const taskOf = (event: ProverEvent) => ('taskId' in event ? event.taskId : '');

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

    // The failed attempt waits before the next one, and other tasks go on meanwhile.
    await prover.until((events) => {
      const accepted = events.filter(({ type }) => type === 'submitted').map(taskOf);
      const failed = events.filter(({ type }) => type === 'attempt_failed').map(taskOf);
      return failed.length > 0 && accepted.length > 1 && failed.every((task) => accepted.includes(task));
    });
    const failures = prover.events.filter((event) => event.type === 'attempt_failed');
    assert.deepEqual(
      failures.map((event) => event.code),
      [code],
    );
    assert.equal(prover.events.filter(({ type }) => type === 'submission_refused').length, 0);
  });
}
