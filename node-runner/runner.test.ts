// The whole runner as a program, against a server in this process and an engine that proves nothing but fast.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Code } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { OrchestratorService } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { ConnectBooks, PROGRAM_DIGEST, refusal } from './fixtures/connect-server.ts';
import { moduleBytes } from './fixtures/echo-engine.ts';
import { unrulyServer } from './fixtures/unruly-server.ts';

const MAIN = new URL('./main.ts', import.meta.url).pathname;
const ECHO = new URL('./fixtures/echo-engine.ts', import.meta.url).href;

/** What a run with --tasks ends with. */
interface LastLine {
  readonly accepted: number;
  readonly refused: number;
  readonly cycles: number[];
  readonly prove_ms: number[];
  readonly peak_rss_bytes: number;
}

/** A server, a data directory and a configuration for one test. */
async function stage(t: TestContext, changes: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'runner-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'echo.wasm'), moduleBytes());
  await writeFile(join(folder, 'echo.js'), `export * from ${JSON.stringify(ECHO)};`);
  const books = new ConnectBooks();
  const routes = connectNodeAdapter({ routes: (router) => void router.service(OrchestratorService, books.service()) });
  const server = await unrulyServer(t, routes);
  const config = {
    orchestrator_url: server.url,
    data_dir: join(folder, 'data'),
    engine_module: join(folder, 'echo.wasm'),
    request_delay: 0,
    task_fetch_interval: 1,
    queue_log_interval: 1,
    ...changes,
  };
  const path = join(folder, 'config.json');
  await writeFile(path, JSON.stringify(config));
  return { books, server, routes, path, dataDir: config.data_dir };
}

/** Starts the program. */
function start(t: TestContext, ...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  const heard = { out: '', err: '' };
  child.stdout?.on('data', (text) => (heard.out += text));
  child.stderr?.on('data', (text) => (heard.err += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...heard }));
  return { child, ended, heard };
}

async function until(what: () => boolean | Promise<boolean>, name: string): Promise<void> {
  for (let times = 0; times < 400; times += 1) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`it did not happen: ${name}`);
}

const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('three tasks by -ps: the last line sums up, and the log tells everything in between', async (t) => {
  const { books, path } = await stage(t);
  books.inputsPerTask = 2;
  const { code, out, err } = await start(t, '-c', path, '-ps', '--tasks', '3').ended;
  assert.equal(code, 0, err);
  const log = lines(out);
  const { accepted, refused, cycles, prove_ms, peak_rss_bytes } = log.at(-1) as unknown as LastLine;
  assert.equal(refused, 0);
  assert.ok(accepted >= 3 && peak_rss_bytes > 1e6);
  assert.equal(cycles.length, accepted);
  assert.equal(prove_ms.length, accepted);
  assert.equal(books.submissions.length, accepted);
  const events = new Set(log.map(({ event }) => event));
  for (const event of [
    'ready',
    'batch_fetched',
    'task_state',
    'worker_started',
    'worker_ended',
    'submitted',
    'stopped',
  ]) {
    assert.ok(events.has(event), event);
  }
  const ended = log.find(({ event }) => event === 'worker_ended') ?? {};
  for (const field of ['rssBeforeBytes', 'rssAfterBytes', 'releasedBytes', 'wasmBytes', 'reason'])
    assert.ok(field in ended, field);
});

test('the registration and the key are remembered, and made anew for a database that has forgotten them', async (t) => {
  const { books, path } = await stage(t);
  for (const expected of [1, 1]) {
    assert.equal((await start(t, '-c', path, '--tasks', '1').ended).code, 0);
    assert.equal(books.nodes.size, expected);
  }
  const holders = new Set([...books.tasks.values()].map(({ holder }) => holder));
  assert.equal(holders.size, 1);
  books.nodes.clear();
  assert.equal((await start(t, '-c', path, '--tasks', '1').ended).code, 0);
  assert.equal(books.nodes.size, 1);
});

test('a node that the database has forgotten while proving is registered again', async (t) => {
  const { books, path } = await stage(t);
  start(t, '-c', path, '-ps');
  await until(() => books.submissions.length > 0, 'it proves');
  books.nodes.clear();
  books.tasks.clear();
  const before = books.submissions.length;
  await until(() => books.nodes.size === 1 && books.submissions.length > before, 'it proves for its new node');
});

test('a proof that was finished before a kill -9 is submitted after the restart', async (t) => {
  const { books, server, routes, path, dataDir } = await stage(t);
  const entries = async () =>
    (await readdir(join(dataDir, 'outbox')).catch(() => [])).filter((name) => name.endsWith('.proof'));
  server.listener = (request, response) => {
    if (request.url?.endsWith('/SubmitProof')) response.writeHead(503).end();
    else routes(request, response);
  };
  const first = start(t, '-c', path, '-ps');
  await until(async () => (await entries()).length > 0, 'a proof is in the outbox');
  first.child.kill('SIGKILL');
  await first.ended;
  const kept = (await entries()).length;
  assert.deepEqual(books.submissions, []);
  server.listener = routes;
  books.supply = 0;
  const second = start(t, '-c', path, '-ps', '--tasks', String(kept));
  assert.equal((await second.ended).code, 0, second.heard.err);
  assert.equal(new Set(books.submissions).size, kept);
  assert.deepEqual(await entries(), []);
});

test('what is proven of a task with several inputs survives a kill -9', async (t) => {
  const { books, path, dataDir } = await stage(t);
  books.inputsPerTask = 12;
  books.supply = 1;
  const first = start(t, '-c', path, '-ps');
  const kept = async () =>
    (await readdir(join(dataDir, 'drafts')).catch(() => [])).filter((name) => /^[^.].*proof$/.test(name));
  await until(async () => (await kept()).length > 2, 'some inputs are proven');
  first.child.kill('SIGKILL');
  await first.ended;
  assert.deepEqual(books.submissions, []);
  const { length } = await kept();
  const second = start(t, '-c', path, '-ps', '--tasks', '1');
  assert.equal((await second.ended).code, 0, second.heard.err);
  const log = lines(second.heard.out);
  assert.equal(log.find(({ event }) => event === 'task_resumed')?.done, length);
  assert.equal(log.filter(({ event }) => event === 'input_proven').length, 12 - length);
  assert.equal(books.submissions.length, 1);
  assert.deepEqual(await readdir(join(dataDir, 'drafts')), []);
});

test('on a disk that is full a finished proof is not lost, and is submitted when there is room', async (t) => {
  const { books, path, dataDir } = await stage(t);
  await mkdir(dataDir, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', dataDir]);
  if (mounted.status !== 0) return t.skip('a disk of its own needs a mount; the refusals of a disk are tested without');
  books.supply = 0;
  const { heard, child, ended } = start(t, '-c', path, '-ps');
  try {
    await until(() => heard.out.includes('"event":"ready"'), 'it is up');
    await writeFile(join(dataDir, 'filler'), Buffer.alloc(2 ** 20)).catch(() => {});
    books.supply = 1;
    await until(() => heard.out.includes('"code":"disk_full"'), 'it says so');
    assert.deepEqual(books.submissions, []);
    await rm(join(dataDir, 'filler'));
    await until(() => books.submissions.length === 1, 'the proof is accepted');
    child.kill('SIGINT');
    assert.equal((await ended).code, 0);
    const proven = lines(heard.out).filter(({ event }) => event === 'input_proven');
    assert.equal(proven.length, 1, 'it was proven once');
    assert.ok(lines(heard.out).some(({ event, code }) => event === 'idle' && code === 'store_failed'));
  } finally {
    child.kill('SIGKILL');
    await ended;
    spawnSync('umount', ['-l', dataDir]);
  }
});

test('Ctrl-C ends it cleanly: finished proofs submitted, the other leases handed back', async (t) => {
  const { books, path } = await stage(t);
  const { child, ended, heard } = start(t, '-c', path, '-ps');
  await until(() => books.submissions.length > 0, 'a proof is accepted');
  child.kill('SIGINT');
  const { code, err } = await ended;
  assert.equal(code, 0, err);
  assert.ok(lines(heard.out).some(({ event }) => event === 'stopped'));
  const open = [...books.tasks.values()].filter(({ accepted }) => accepted === '');
  assert.equal(open.length, 0, `${open.length} leases were not handed back`);
});

test('it waits for an orchestrator that is not up yet', async (t) => {
  const { server, routes, path } = await stage(t);
  server.listener = (_request, response) => void response.writeHead(503).end();
  const { ended, heard } = start(t, '-c', path, '--tasks', '1');
  await until(() => heard.out.includes('"event":"waiting"'), 'it says that it waits');
  server.listener = routes;
  assert.equal((await ended).code, 0);
});

test('two runners on one data directory: the second is refused with the reason', async (t) => {
  const { books, path } = await stage(t);
  start(t, '-c', path);
  await until(() => books.submissions.length > 0, 'the first one proves');
  const { code, err } = await start(t, '-c', path).ended;
  assert.equal(code, 1);
  assert.match(err, /^outbox_locked: /);
});

test('a damaged note of the registrations is an error that says what to do', async (t) => {
  const { path, dataDir } = await stage(t);
  await mkdir(join(dataDir, 'notes'), { recursive: true });
  for (const text of ['', 'null', '{"half']) {
    await writeFile(join(dataDir, 'notes', 'registrations'), text);
    const { code, err } = await start(t, '-c', path).ended;
    assert.equal(code, 1);
    assert.match(err, /^registrations_corrupt: .*\nRestore /);
  }
});

test('a program whose bytes were damaged on the disk is fetched again', async (t) => {
  const { path, dataDir } = await stage(t);
  await mkdir(join(dataDir, 'programs'), { recursive: true });
  await writeFile(join(dataDir, 'programs', `${PROGRAM_DIGEST}.elf`), 'bad program');
  await writeFile(join(dataDir, 'programs', `${PROGRAM_DIGEST}.${'e'.repeat(16)}.standard.key`), 'bad key');
  const { code, out } = await start(t, '-c', path, '--tasks', '1').ended;
  assert.equal(code, 0);
  assert.match(out, /program_mismatch/);
});

test('a refused proof goes to the dead letters and the runner lives on', async (t) => {
  const { books, server, routes, path, dataDir } = await stage(t);
  let refusals = 1;
  const refusing = connectNodeAdapter({
    routes: (router) =>
      void router.service(OrchestratorService, {
        ...books.service(),
        submitProof: () => {
          throw refusal('output_mismatch', Code.InvalidArgument);
        },
      }),
  });
  server.listener = (request, response) => {
    const refuses = request.url?.endsWith('/SubmitProof') && refusals-- > 0;
    (refuses ? refusing : routes)(request, response);
  };
  const { code, out } = await start(t, '-c', path, '--tasks', '2').ended;
  assert.equal(code, 0);
  assert.match(out, /"code":"output_mismatch"/);
  assert.equal((await readdir(join(dataDir, 'dead-letters'))).length, 2);
  assert.equal(lines(out).at(-1)?.refused, 1);
});

test('in-process isolation warns, proves and loses nothing', async (t) => {
  const { path } = await stage(t, { isolation: 'worker' });
  const { code, out } = await start(t, '-c', path, '-ps', '--isolation', 'in-process', '--tasks', '2').ended;
  assert.equal(code, 0);
  assert.match(out, /"event":"no_isolation"/);
});

test('a changed configuration is taken over while running, and what needs a restart is named', async (t) => {
  const { books, path } = await stage(t);
  const { heard } = start(t, '-c', path, '-ps');
  await until(() => books.submissions.length > 0, 'it proves');
  const config = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...config, prover_workers: 3, isolation: 'in-process' }));
  await until(() => heard.out.includes('"workers":3'), 'three workers');
  assert.match(heard.out, /"event":"restart_needed","keys":\["isolation"\]/);
  await writeFile(path, '{"prover_workers":0}');
  await until(() => heard.out.includes('config_not_reloaded'), 'the error is told');
});

test('metrics and readiness are served while it runs', async (t) => {
  const { books, path } = await stage(t, { metrics_port: 19_464 });
  start(t, '-c', path, '-ps');
  await until(() => books.submissions.length > 0, 'it proves');
  assert.match(
    await (await fetch('http://127.0.0.1:19464/metrics')).text(),
    /nexus_prover_proofs_accepted_total\{node="1"\} [1-9]/,
  );
  assert.equal((await fetch('http://127.0.0.1:19464/readyz')).status, 200);
});

test('the log goes to a file as well', async (t) => {
  const { path, dataDir } = await stage(t);
  const file = `${dataDir}/own.log`;
  assert.equal((await start(t, '-c', path, '--log-file', file, '--tasks', '1').ended).code, 0);
  assert.ok(lines(await readFile(file, 'utf8')).some(({ event }) => event === 'submitted'));
});

test('a wrong configuration ends with 2 and names the key', async (t) => {
  const { path } = await stage(t, { prover_workers: 0, batch_sise: 3 });
  const { code, err } = await start(t, '-c', path, '-ps').ended;
  assert.equal(code, 2);
  assert.match(err, /^config_invalid: .*prover_workers: /);
  const unwritable = await start(t, '-c', path, '--prover-workers', '1', '--log-file', '/').ended;
  assert.equal(unwritable.code, 2);
  assert.match(unwritable.err, /^config_log_unwritable: /);
  const missing = await start(t, '-c', `${path}.not`, '-ps').ended;
  assert.equal(missing.code, 2);
  assert.match(missing.err, /^config_not_found: /);
});
