// `profile` with the real engine: what it writes is a program like any other, which does the same and is proven as itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#client/clock.ts';
import { ProverPool } from '#client/pool/pool.ts';
import { settings } from '#client/settings.ts';
import { moduleBytes } from '../fixtures/echo-engine.ts';
import { nodeMemory } from '../host/memory.ts';
import { configuredProvers } from '../host/provers.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const inZkvm = (path: string) => fileURLToPath(new URL(`../../zkvm-wasm/${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'profile-'));
after(() => rmSync(folder, { recursive: true }));
const plainFile = join(folder, 'fib.elf');
const plain = new Uint8Array(readFileSync(inZkvm('guests/dist/fib_input_initial.elf')));
writeFileSync(plainFile, plain);

/** Term 2,000: some ten thousand steps, nearly all of them in one loop. */
const LONG = new Uint8Array(new Uint32Array([2000, 0, 1]).buffer);
const LONG_HEX = Buffer.from(LONG).toString('hex');

function run(...args: string[]) {
  const env = { PATH: process.env.PATH, NEXUS_PROVER_DATA_DIR: join(folder, 'data') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const start = await configuredProvers({ isolation: 'worker', engine_module: '', engine_command: [] });
const pool = new ProverPool({ start, clock: systemClock, memory: nodeMemory, emit: () => {}, settings }, 1);

test('the blocks, what they save, both digests and the next step are told, and the program is written beside', () => {
  const told = run('profile', plainFile, '--input-hex', LONG_HEX);
  assert.equal(told.status, 0, told.stderr);
  const fusedFile = join(folder, 'fib.fused.elf');
  assert.match(told.stdout, /^start +instructions\n0x000100dc +\d+\n99 % of 10,067 steps in one block: about \d/);
  assert.match(told.stdout, new RegExp(`program digest \\w{64}\nwith blocks +\\w{64}\n${fusedFile} is a program`));
  const here = join(folder, 'here');
  const { stdout } = run('profile', plainFile, '--input-hex', LONG_HEX, '--out', here, '--json');
  const facts = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  assert.deepEqual(readFileSync(here), readFileSync(fusedFile));
  assert.equal(facts.out, here);
  assert.ok(told.stdout.includes(facts.programDigest) && told.stdout.includes(facts.fusedDigest));
  assert.deepEqual(Object.keys(facts.blocks[0]), ['start', 'instructions']);
  assert.ok(facts.gain > 1.5 && facts.cellsAfter < facts.cellsBefore && facts.fusedSteps <= facts.steps);
  const chinese = run('profile', plainFile, '--input-hex', LONG_HEX, '--lang', 'zh');
  assert.match(chinese.stdout, /99 % 落在 1 个块中[\s\S]*带块摘要 \w{64}[\s\S]*请上传它/);
});

test('where no block is worth it, or the program has them already, nothing is written', () => {
  const short = run('profile', plainFile, '--input-hex', '000000000000000001000000', '--out', join(folder, 'none'));
  assert.equal(short.status, 0, short.stderr);
  assert.match(short.stdout, /^no block would save[\s\S]*nothing is written\n$/);
  assert.equal(existsSync(join(folder, 'none')), false);
  const fewer = JSON.parse(run('profile', plainFile, '--input-hex', LONG_HEX, '--columns', '100', '--json').stdout);
  assert.ok(fewer.gain < 5 && fewer.gain >= 1, 'a hundred columns are few');
  assert.equal(run('profile', plainFile, '--input-hex', LONG_HEX, '--columns', 'many').status, 2);
  const fusedFile = join(folder, 'once');
  assert.equal(run('profile', plainFile, '--input-hex', LONG_HEX, '--out', fusedFile).status, 0);
  const again = JSON.parse(run('profile', fusedFile, '--input-hex', LONG_HEX, '--json').stdout);
  assert.deepEqual([again.out, again.fusedDigest], [null, again.programDigest]);
});

test('a program with blocks does the same, is proven as a task is, and its proof is none of the plain program', async () => {
  const { elf, report } = await pool.ask((prover) => prover.fuse(plain, LONG));
  assert.equal(report.blocks.length, 1);
  for (const input of [LONG, new Uint8Array(12)]) {
    const [without, fused] = [
      await pool.ask((prover) => prover.execute(plain, input)),
      await pool.ask((prover) => prover.execute(elf, input)),
    ];
    assert.deepEqual(fused, without);
  }
  const programDigest = await pool.ask((prover) => prover.digest(elf));
  const verifyingKey = await pool.ask((prover) => prover.key(elf, 'standard'));
  const task = { taskId: 'fused', elf, programDigest, input: LONG, profile: 'standard', verifyingKey };
  const { proof, output, exitCode } = await pool.prove(task);
  const job = { version: 1, profile: 'standard', proof, input: LONG, output, exitCode } as const;
  await pool.ask((prover) => prover.verify({ ...job, elf, verifyingKey }));
  const plainKey = await pool.ask((prover) => prover.key(plain, 'standard'));
  const asPlain = pool.ask((prover) => prover.verify({ ...job, elf: plain, verifyingKey: plainKey }));
  await assert.rejects(asPlain, { code: 'program_mismatch' });
  await assert.rejects(pool.prove({ ...task, elf: plain }), { code: 'program_mismatch' });
});

test('the native engine proposes the same', {
  skip: !existsSync(inZkvm('target/release/zkvm')) && 'the native engine is not built',
}, async () => {
  const native = await configuredProvers({ isolation: 'process', engine_module: '', engine_command: [] });
  const parts = { start: native, clock: systemClock, memory: nodeMemory, emit: () => {}, settings };
  const [here, there] = [
    await pool.ask((prover) => prover.fuse(plain, LONG)),
    await new ProverPool(parts, 1).ask((prover) => prover.fuse(plain, LONG)),
  ];
  assert.deepEqual(there.report, here.report);
  assert.deepEqual(Buffer.from(there.elf), Buffer.from(here.elf));
});

test('what is no program, a list that does not fit its text, and a run without an end are refused by their codes', async () => {
  const none = join(folder, 'none.elf');
  writeFileSync(none, '\x7fELF and nothing more', 'latin1');
  const refused = run('profile', none, '--json');
  assert.equal(refused.status, 1);
  assert.equal(JSON.parse(refused.stderr).code, 'program_invalid');
  assert.match(run('profile', join(folder, 'nothing.elf')).stderr, /^program_not_found: /);
  assert.match(run('profile', plainFile, '--input-hex', `ffffffff${'00'.repeat(8)}`).stderr, /^too_many_cycles: /);
  assert.equal(run('profile').status, 2);
  const { elf, report } = await pool.ask((prover) => prover.fuse(plain, LONG));
  const [block] = report.blocks;
  const head = Buffer.from([...new Uint8Array(Uint32Array.of(block?.start ?? 0).buffer), block?.instructions ?? 0]);
  const at = Buffer.from(elf).lastIndexOf(head);
  assert.notEqual(at, -1);
  const spoil: Record<string, (list: Uint8Array) => void> = {
    'a start outside the text': (list) => list.set([0, 0, 0, 0x20], at),
    'more instructions than there are choices': (list) => list.set([255], at + 4),
    'a choice that is none': (list) => list.set([2], at + 5),
  };
  for (const [how, change] of Object.entries(spoil)) {
    const spoilt = elf.slice();
    change(spoilt);
    await assert.rejects(
      pool.ask((prover) => prover.key(spoilt, 'standard')),
      { code: 'program_invalid' },
      how,
    );
    const file = join(folder, 'spoilt.elf');
    writeFileSync(file, spoilt);
    assert.match(run('execute', file, '--input-hex', LONG_HEX).stderr, /^program_invalid: /, how);
  }
});

test('a file that cannot be written, and an engine without blocks, are told with what to do', () => {
  const unwritable = run('profile', plainFile, '--input-hex', LONG_HEX, '--out', join(folder, 'no', 'such'));
  assert.equal(unwritable.status, 1);
  assert.match(unwritable.stderr, /^not_writable: [\s\S]*--out/);
  writeFileSync(join(folder, 'echo.wasm'), moduleBytes());
  const echo = new URL('../fixtures/echo-engine.ts', import.meta.url).href;
  writeFileSync(join(folder, 'echo.js'), `export * from ${JSON.stringify(echo)};`);
  const other = run('profile', plainFile, '--engine-module', join(folder, 'echo.wasm'));
  assert.match(other.stderr, /^unimplemented: This engine has no fused blocks/);
});
