// What every kind of isolation must do, and what only real isolation can.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { systemClock } from '#client/clock.ts';
import type { ProverEvent } from '#client/events.ts';
import { type ProofRequest, ProverPool } from '#client/pool/pool.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import { settings } from '#client/settings.ts';
import { moduleBytes, program_digest } from '../fixtures/echo-engine.ts';
import type { EngineFiles } from './engine-files.ts';
import { inProcessProvers } from './in-process-host.ts';
import { nodeMemory } from './memory.ts';
import { processProvers } from './process-host.ts';
import { workerProvers } from './worker-host.ts';

const MIB = 1024 * 1024;
const engine: EngineFiles = {
  module: await WebAssembly.compile(moduleBytes()),
  glue: new URL('../fixtures/echo-engine.ts', import.meta.url).href,
};

/** A pool over some isolation, with its events. */
function poolOf(start: StartProver, deadlineMs = 10_000) {
  const events: ProverEvent[] = [];
  const patience = { ...settings, proving: { ...settings.proving, deadlineMs, silenceMs: deadlineMs } };
  const emit = (event: ProverEvent): void => void events.push(event);
  return {
    events,
    pool: new ProverPool({ start, clock: systemClock, memory: nodeMemory, emit, settings: patience }, 1),
  };
}

function request(program: string, input = 'abc'): ProofRequest {
  const elf = Buffer.from(program);
  const programDigest = program_digest(elf);
  const nothing = new Uint8Array(0);
  return { taskId: program, elf, programDigest, input: Buffer.from(input), profile: 'standard', verifyingKey: nothing };
}

const command = [process.execPath, new URL('../fixtures/echo-command.ts', import.meta.url).pathname];
const kinds = {
  worker: workerProvers(engine),
  process: processProvers(command),
  'in-process': inProcessProvers(engine),
};

for (const [kind, start] of Object.entries(kinds)) {
  test(`${kind}: a proof is made, verified and reported on`, async () => {
    const { pool, events } = poolOf(start);
    const phases: string[] = [];
    const run = await pool.prove({ ...request('good'), onProgress: ({ phase }) => phases.push(phase) });
    assert.equal(Buffer.from(run.output).toString(), 'cba');
    assert.deepEqual(phases, ['main', 'main', 'main']);
    if (kind !== 'process') assert.equal(run.wasmBytes, 65_536);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['worker_started', 'worker_ended'],
    );
  });

  // A native process keeps no key between its proofs.
  if (kind !== 'process')
    test(`${kind}: a proving key is kept and given to the next proof of the program`, async () => {
      const { pool } = poolOf(start);
      assert.notEqual((await pool.prove(request('good'))).provingKey.length, 0);
      assert.equal((await pool.prove(request('good'))).provingKey.length, 0);
    });

  test(`${kind}: failures come with their codes, and the next proof goes on`, async () => {
    const { pool, events } = poolOf(start);
    const thrown = kind === 'process' ? 'prover_exited' : 'engine_failed';
    const codes = { refuse: 'illegal_instruction', throw: thrown, trap: 'trap', lie: 'proof_invalid' };
    for (const [program, code] of Object.entries(codes)) {
      await assert.rejects(pool.prove(request(program)), { code }, program);
      assert.equal((await pool.prove(request('good'))).cycles, 3);
    }
    await assert.rejects(pool.prove(request('good', 'x'.repeat(1025))), { code: 'input_too_large' });
    await assert.rejects(pool.prove({ ...request('good'), programDigest: 'other' }), { code: 'program_mismatch' });
    const reasons = events.flatMap((event) => (event.type === 'worker_ended' ? [event.reason] : []));
    assert.deepEqual(
      reasons.filter((reason) => reason !== 'done').sort(),
      [...Object.values(codes), 'input_too_large', 'program_mismatch'].sort(),
    );
  });

  test(`${kind}: a question needs no proof`, async () => {
    const { pool } = poolOf(start);
    assert.equal((await pool.ask((prover) => prover.describe())).name, 'echo');
    assert.equal((await pool.ask((prover) => prover.execute(Buffer.from('x'), Buffer.from('ab')))).cycles, 2);
  });
}

for (const kind of ['worker', 'process'] as const) {
  test(`${kind}: a prover that ends by itself is told with its exit code`, async () => {
    const { pool } = poolOf(kinds[kind]);
    await assert.rejects(pool.prove(request('die')), { code: 'prover_exited', message: /code 7/ });
    assert.equal((await pool.prove(request('good'))).cycles, 3);
  });

  test(`${kind}: a prover that hangs in a busy loop is ended at its deadline, and nothing else waits for it`, async () => {
    const patient = poolOf(kinds[kind]).pool;
    const { pool, events } = poolOf(kinds[kind], 1500);
    const hung = assert.rejects(pool.prove(request('hang')), { code: /prover_(hung|silent)/ });
    assert.equal((await patient.prove(request('good'))).cycles, 3);
    await hung;
    const ended = events.find(({ type }) => type === 'worker_ended');
    assert.ok(ended?.type === 'worker_ended' && ended.ms < 4000);
  });

  test(`${kind}: a call that is called off ends its prover at once`, async () => {
    const { pool, events } = poolOf(kinds[kind]);
    const controller = new AbortController();
    const called = assert.rejects(pool.prove({ ...request('hang'), signal: controller.signal }), { code: 'aborted' });
    setTimeout(() => controller.abort(), 300);
    await called;
    assert.equal(events.at(-1)?.type, 'worker_ended');
  });
}

test('process: the files of a proof are private and gone after it', async () => {
  const places = () => ['/dev/shm', tmpdir()].flatMap((base) => (existsSync(base) ? readdirSync(base) : []));
  const ours = () => places().filter((name) => name.startsWith('nexus-prover-'));
  const before = ours();
  const running = await kinds.process();
  const [made = ''] = ours().filter((name) => !before.includes(name));
  const base = existsSync(`/dev/shm/${made}`) ? '/dev/shm' : tmpdir();
  assert.equal(statSync(`${base}/${made}`).mode & 0o777, 0o700);
  await running.end();
  assert.ok(!ours().includes(made));
});

test('process: a prover that takes more memory than it may is ended, with what it started', async (t) => {
  // Only Linux tells how much another process holds.
  if (process.platform !== 'linux') return t.skip('nothing is capped here');
  const greedy = `
    const { spawn } = require('node:child_process');
    spawn('sleep', ['61.5'], { stdio: 'ignore' });
    const held = [];
    setInterval(() => held.push(Buffer.alloc(32 << 20, 1)), 20);`;
  const { pool, events } = poolOf(processProvers([process.execPath, '-e', greedy, '--'], 300 * MIB), 30_000);
  await assert.rejects(pool.prove(request('good')), { code: 'prover_out_of_memory' });
  const ended = events.find(({ type }) => type === 'worker_ended');
  assert.ok(ended?.type === 'worker_ended' && ended.ms < 20_000);
  assert.equal(ended.reason, 'prover_out_of_memory');
  const left = readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep\0' + '61.5');
    } catch {
      return false;
    }
  });
  assert.deepEqual(left, []);
});

test('process: a command that talks nonsense is an error of that proof only', async () => {
  const { pool } = poolOf(processProvers(['sh', '-c', 'echo \'{"phase"\'']));
  await assert.rejects(pool.prove(request('good')), { code: 'program_mismatch' });
  const digest = program_digest(Buffer.from('good'));
  const babble = `case "$0" in digest) echo ${digest};; *) echo '{"phase": nonsense'; sleep 60;; esac`;
  const { pool: babbling } = poolOf(processProvers(['sh', '-c', babble]));
  await assert.rejects(babbling.prove(request('good')), { code: 'engine_malformed' });
});

test('process: a command that is not there is an error that says so', async () => {
  const { pool } = poolOf(processProvers(['/nowhere/engine']));
  await assert.rejects(
    pool.ask((prover) => prover.describe()),
    { code: 'engine_missing' },
  );
});

test('a worker that answers twice is heard once', async () => {
  const twice = new URL('../fixtures/answers-twice.worker.ts', import.meta.url);
  const { pool, events } = poolOf(workerProvers(engine, twice));
  assert.equal((await pool.prove(request('good'))).cycles, 3);
  assert.equal((await pool.prove(request('good'))).cycles, 3);
  assert.deepEqual(
    events.map((event) => (event.type === 'worker_ended' ? event.reason : event.type)),
    ['worker_started', 'done', 'worker_started', 'done'],
  );
});

test('a worker that runs out of its memory traps, and the next one has all of it again', async () => {
  const { pool } = poolOf(kinds.worker);
  await assert.rejects(pool.prove(request('exhaust')), { code: 'trap' });
  assert.equal((await pool.prove(request('leak'))).wasmBytes, 513 * 65_536);
});

test('memory does not grow over 50 disposals of workers that took 32 MiB each', async () => {
  const { pool, events } = poolOf(kinds.worker);
  const proofs = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await pool.prove(request('leak'));
  };
  await proofs(10);
  const before = process.memoryUsage.rss();
  await proofs(50);
  const grown = process.memoryUsage.rss() - before;
  console.log(`RSS grew by ${(grown / MIB).toFixed(1)} MiB over 50 disposals of 32 MiB each`);
  assert.ok(grown < 32 * MIB);
  const releases = events.flatMap((event) => (event.type === 'worker_ended' ? [event.release] : []));
  const released = releases.filter(({ rssBeforeBytes, rssAfterBytes }) => rssBeforeBytes - rssAfterBytes > 24 * MIB);
  assert.ok(released.length > 50, `${released.length} disposals gave their memory back at once`);
});
