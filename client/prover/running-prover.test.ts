// How a call to a prover is given up: by time that has passed, whatever the machine's clock says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../fixtures/fake-clock.ts';
import type { Prover } from './messages.ts';
import { callProver, type RunningProver } from './running-prover.ts';

const MINUTE = 60_000;
const running: RunningProver = { prover: {} as Prover, gone: new Promise(() => {}), end: async () => {} };

/** A call of so many minutes that tells its progress at each of them. */
function call(clock: FakeClock, minutes: number): Promise<string> {
  return callProver(running, clock, { deadlineMs: 10 * MINUTE, silenceMs: 2 * MINUTE }, async (_prover, heard) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      await clock.sleep(MINUTE);
      heard();
    }
    return { version: 1, ok: true, value: 'proven' };
  });
}

test('a call goes on while the clock is set forward by hours, and back', async () => {
  const clock = new FakeClock();
  const answer = call(clock, 8);
  for (const hours of [3, -5]) {
    await clock.advance(3 * MINUTE);
    clock.set(hours * 60 * MINUTE);
  }
  await clock.advance(3 * MINUTE);
  assert.equal(await answer, 'proven');
});

test('a call ends at its deadline although the clock is set back', async () => {
  const clock = new FakeClock();
  const answer = call(clock, 20);
  const refused = assert.rejects(answer, { code: 'prover_hung' });
  await clock.advance(MINUTE);
  clock.set(-5 * 60 * MINUTE);
  await clock.advance(10 * MINUTE);
  await refused;
});
