// The command line's own promises: languages, exit codes, JSON, completion, commands on proofs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { finished } from '#client/fixtures/finished-tasks.ts';
import { moduleBytes } from '../fixtures/echo-engine.ts';
import { fileOutbox } from '../store/file-outbox.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { understoodArguments } from './arguments.ts';

const MAIN = new URL('../main.ts', import.meta.url).pathname;
const ECHO = new URL('../fixtures/echo-engine.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'cli-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'echo.wasm'), moduleBytes());
writeFileSync(join(folder, 'echo.js'), `export * from ${JSON.stringify(ECHO)};`);
writeFileSync(join(folder, 'good.elf'), 'good program');

/** Runs a command with the echo engine and a data directory of this file's own. */
function run(...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    NEXUS_PROVER_ENGINE_MODULE: join(folder, 'echo.wasm'),
    NEXUS_PROVER_DATA_DIR: join(folder, 'data'),
    NEXUS_PROVER_ORCHESTRATOR_URL: 'http://127.0.0.1:1',
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('-ps is one option, wherever it stands before the end of options', () => {
  assert.deepEqual(understoodArguments(['-c', 'x', '-ps']), ['-c', 'x', '--ps']);
  assert.deepEqual(understoodArguments(['run', '-ps', '--', '-ps']), ['run', '--ps', '--', '-ps']);
});

test('help is in English and in Chinese', () => {
  assert.match(run('--help').stdout, /Usage: nexus-prover[\s\S]*conformance/);
  assert.match(run('--lang', 'zh', '--help').stdout, /用法： nexus-prover/);
  assert.match(run('run', '--lang', 'zh', '--help').stdout, /同时生成多少个证明/);
});

test('a wrong command line ends with 2', () => {
  assert.equal(run('run', '--nope').status, 2);
  assert.equal(run('run', '--tasks', 'three').status, 2);
  assert.equal(run('execute').status, 2);
});

test('a program is executed, proven and verified, and a wrong expectation is refused by its code', () => {
  const program = join(folder, 'good.elf');
  const proof = join(folder, 'proof.bin');
  const executed = JSON.parse(run('execute', program, '--input-hex', '0102', '--json').stdout);
  assert.deepEqual([executed.cycles, executed.outputHex], [2, '0201']);
  const proven = JSON.parse(run('prove', program, '--input-hex', '0102', '-o', proof, '--json').stdout);
  assert.deepEqual([proven.outputHex, proven.exitCode, proven.cycles], ['0201', 0, 2]);
  const expected = ['--program', program, '--input-hex', '0102'];
  const right = run('verify', proof, ...expected, '--output-hex', '0201', '--json');
  assert.equal(right.status, 0, right.stderr);
  assert.equal(JSON.parse(right.stdout).accepted, true);
  const wrong = run('verify', proof, ...expected, '--output-hex', '0202', '--json');
  assert.equal(wrong.status, 1);
  assert.equal(JSON.parse(wrong.stderr).code, 'proof_invalid');
  const unsaid = run('verify', proof, ...expected);
  assert.equal(unsaid.status, 2);
  assert.match(unsaid.stderr, /expected output/);
});

test('describe tells what the engine is and what its proofs are made of', () => {
  const told = run('describe', '--engine-module', '', '--json');
  assert.equal(told.status, 0, told.stderr);
  const { engine, airDigest, components } = JSON.parse(told.stdout);
  assert.deepEqual([engine, airDigest.length], ['rv32im-stwo', 64]);
  assert.ok(components.length > 30);
  assert.match(run('describe', '--engine-module', '').stdout, /component +fixed[\s\S]*divu[\s\S]*range of 16 bits/);
  assert.match(run('describe').stdout, /^engine: echo/);
});

test('inspect tells what a run of our own engine costs, as a module and as a command', () => {
  const program = new URL('../../zkvm-wasm/guests/dist/fib_input_initial.elf', import.meta.url).pathname;
  const own = ['inspect', program, '--input-hex', '0a0000000100000001000000', '--engine-module', ''];
  const told = run(...own, '--json');
  assert.equal(told.status, 0, told.stderr);
  const report = JSON.parse(told.stdout);
  assert.ok(report.cells > 0 && report.components.length > 10);
  assert.match(run(...own).stdout, /component +rows[\s\S]*range of 16 bits[\s\S]*per cycle[\s\S]*program digest/);
  assert.equal(run('inspect', join(folder, 'good.elf')).status, 1, 'the echo engine tells nothing');
  const native = new URL('../../zkvm-wasm/target/release/zkvm', import.meta.url);
  if (!existsSync(native)) return;
  const { status, stdout, stderr } = run(...own, '--isolation', 'process', '--json');
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(stdout).cycles, report.cycles);
});

test('a key is rebuilt and compared', () => {
  const program = join(folder, 'good.elf');
  const key = join(folder, 'key');
  assert.equal(run('key', program, '-o', key).status, 0);
  assert.equal(JSON.parse(run('key', program, '--compare', key, '--json').stdout).same, true);
  writeFileSync(key, 'other');
  assert.equal(run('key', program, '--compare', key).status, 1);
});

test('conformance proves every program of a folder and exits by the result', () => {
  const suite = mkdtempSync(join(folder, 'suite-'));
  writeFileSync(join(suite, 'a'), '\x7fELF good', 'latin1');
  writeFileSync(join(suite, 'notes.txt'), 'no program');
  const good = run('conformance', suite);
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /pass {2}a[\s\S]*1 passed, 0 failed\n$/);
  const empty = mkdtempSync(join(folder, 'empty-'));
  assert.equal(run('conformance', empty).status, 1);
});

test('the outbox is listed, exported so that verify takes it, and put back', async () => {
  const data = join(folder, 'data');
  const outbox = await fileOutbox(data);
  const waiting = await outbox.put(finished('waiting', 2));
  const refused = await outbox.put(finished('refused'));
  await outbox.bury({ id: refused, code: 'proof_invalid', message: 'no', at: 1 });
  const listed = JSON.parse(run('outbox', 'list', '--json').stdout);
  assert.equal(listed.waiting[0].id, waiting);
  assert.equal(listed.refused[0].code, 'proof_invalid');
  const to = join(folder, 'exported');
  assert.equal(run('outbox', 'export', '--to', to).status, 0);
  const { taskId, proofs } = JSON.parse(readFileSync(join(to, `${waiting}.json`), 'utf8'));
  assert.deepEqual([taskId, proofs.length], ['waiting', 2]);
  assert.equal(readFileSync(join(to, proofs[1].file)).length, proofs[1].bytes);
  const verified = run('verify', join(to, `${waiting}.entry`), '--program', join(folder, 'good.elf'), '--json');
  assert.equal(JSON.parse(verified.stderr).code, 'proof_invalid');
  const unlock = await lockFolder(data);
  assert.match(run('outbox', 'retry').stderr, /outbox_locked/);
  unlock();
  assert.equal(run('outbox', 'retry').status, 0);
  assert.deepEqual((await outbox.list()).toSorted(), [waiting, refused].toSorted());
  assert.equal(run('outbox', 'retry', 'nothing').status, 1);
});

test('proofs for another orchestrator are told with a remedy, re-addressed, and dropped with a code', async () => {
  const data = join(folder, 'moved');
  const args = ['--data-dir', data];
  const outbox = await fileOutbox(data);
  const id = await outbox.put({ ...finished('far'), orchestrator: 'http://old.example' });
  const listed = run('outbox', 'list', ...args).stdout;
  assert.match(listed, /far\.\w+ .* for http:\/\/old\.example\n/);
  assert.match(listed, /other_orchestrator: 1 for http:\/\/old\.example.*outbox move --to http:\/\/127\.0\.0\.1:1/);
  assert.equal(JSON.parse(run('outbox', 'list', '--json', ...args).stdout).waiting[0].code, 'other_orchestrator');
  const { findings } = JSON.parse(run('doctor', '--json', ...args).stdout);
  const told = findings.find(({ name }: { name: string }) => name === 'outbox');
  assert.equal(told.state, 'note');
  assert.match(told.remedy, /outbox move/);
  assert.equal(run('outbox', 'move', '--to', 'nowhere', ...args).status, 2);
  assert.equal(run('outbox', 'move', 'nothing', '--to', 'http://new.example', ...args).status, 1);
  const moved = run('outbox', 'move', '--to', 'http://new.example/', '--json', ...args);
  assert.deepEqual(JSON.parse(moved.stdout), { moved: [id], orchestrator: 'http://new.example' });
  assert.deepEqual(await outbox.read(id), { ...finished('far'), orchestrator: 'http://new.example' });
  assert.equal((await outbox.list()).length, 1);
  const unlock = await lockFolder(data);
  assert.match(run('outbox', 'drop', id, ...args).stderr, /outbox_locked/);
  unlock();
  assert.equal(run('outbox', 'drop', id, ...args).status, 0);
  assert.deepEqual(
    (await outbox.deadLetters()).map(({ code }) => code),
    ['dropped_by_operator'],
  );
});

test('errors and findings are in Chinese too, with their codes', () => {
  const missing = run('execute', join(folder, 'nothing.elf'), '--lang', 'zh');
  assert.match(missing.stderr, /^program_not_found：找不到程序文件/);
  assert.match(run('doctor', '--lang', 'zh').stdout, /异常\s+server: orchestrator_unreachable：无法连接服务器/);
  const wrong = run('doctor', '--lang', 'zh', '--prover-workers', '0');
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /config_invalid：[\s\S]*prover_workers[\s\S]*docs\/config\.md 说明/);
});

test('doctor says what is wrong and what to do, and exits by it', () => {
  const { status, stdout } = run('doctor', '--json');
  assert.equal(status, 1);
  const { ready, findings } = JSON.parse(stdout) as {
    ready: boolean;
    findings: { name: string; state: string; text: string }[];
  };
  const state = (name: string) => findings.find((finding) => finding.name === name)?.state;
  assert.equal(ready, false);
  assert.deepEqual(['simd', 'engine', 'keys', 'server'].map(state), ['ok', 'ok', 'ok', 'bad']);
});

test('completion scripts are made from the commands themselves', () => {
  const bash = run('completion', 'bash').stdout;
  assert.match(bash, /conformance\) words="[^"]*--prover-workers/);
  assert.equal(spawnSync('bash', ['-n'], { input: bash }).status, 0);
  assert.deepEqual(JSON.parse(run('completion', 'bash', '--json').stdout), { shell: 'bash', script: bash });
  assert.match(
    run('completion', 'fish').stdout,
    /-n '__fish_seen_subcommand_from outbox' -a 'list retry move drop export/,
  );
});

test('without an orchestrator the books are an error with a code', () => {
  const { status, stderr } = run('status');
  assert.equal(status, 1);
  assert.match(stderr, /^orchestrator_unreachable: /);
});
