// Looking after a network: health, numbers, backup and restore, keys, the command line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomUUID, sign } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { violations } from '#orchestrator/db/consistency.ts';
import {
  newKey,
  proverWith,
  randomWallet,
  refusalOf,
  silent,
  startTestNetwork,
  temporaryFolder,
} from '#orchestrator/fixtures/network.ts';
import { fakeProof, GOOD, INVALID } from '#orchestrator/fixtures/zkvm.ts';
import { replacementText } from '#orchestrator/nodes/signature.ts';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { withLedger } from './ledger.ts';
import { dropDemoProofs } from './retention.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

let network: Awaited<ReturnType<typeof startTestNetwork>>;
let url: string;
const files = temporaryFolder();
before(async () => {
  network = await startTestNetwork();
  url = network.orchestrator.url;
});
after(async () => {
  await network[Symbol.asyncDispose]();
  rmSync(files, { recursive: true });
});

/** Runs a subcommand on the running network's data directory. */
async function serve(...args: string[]): Promise<string> {
  const dataDir = args.includes('--data-dir') ? [] : ['--data-dir', network.dataDir];
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args, ...dataDir]);
  return stdout;
}

/** The ledger's content, without what a restore changes on purpose. */
async function contents(dataDir: string): Promise<string> {
  return withLedger({ dataDir }, silent, async ({ db }) => {
    const tables = ['users', 'nodes', 'node_keys', 'programs', 'acceptances', 'proofs', 'refusals', 'server_keys'];
    const digest = createHash('sha256');
    for (const table of tables) {
      const rows = await db.query<{ row: string }>(`SELECT r::text AS row FROM ${table} r ORDER BY 1`);
      for (const { row } of rows) digest.update(row);
    }
    return digest.digest('hex');
  });
}

test('it says that it is alive and ready', async () => {
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
});

test('without its database it is alive but not ready, and ready again when that is back', async () => {
  process.kill(network.orchestrator.databasePid() ?? 0, 'SIGKILL');
  const statuses = new Set<number>();
  // On a machine with much else to do the database takes seconds to come back.
  for (let i = 0; i < 1_000; i += 1) {
    statuses.add((await fetch(`${url}/readyz`)).status);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    if (statuses.has(503) && statuses.has(200)) break;
    await delay(20);
  }
  assert.ok(statuses.has(200));
  for (let i = 0; i < 400 && (await fetch(`${url}/readyz`)).status !== 200; i += 1) await delay(50);
});

test('Prometheus reads what was leased, accepted and refused', async () => {
  const prover = await network.prover();
  const { tasks } = await prover.fetch(2);
  await prover.submit(tasks[0]?.taskId ?? '');
  await prover.submit(tasks[1]?.taskId ?? '', fakeProof(INVALID)).catch(() => {});
  const text = await (await fetch(`${url}/metrics`)).text();
  assert.match(text, /^orchestrator_proofs_accepted_total 1$/m);
  assert.match(text, /^orchestrator_proofs_refused_total\{code="proof_invalid"\} 1$/m);
  assert.match(text, /^orchestrator_tasks\{state="queued"\} [1-9]/m);
  assert.match(text, /^orchestrator_verification_seconds_count 2$/m);
  assert.equal((await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '192.0.2.1' } })).status, 401);
});

test('a backup of the running network, restored elsewhere, has the same ledger and goes on', async () => {
  const prover = await network.prover();
  const { tasks } = await prover.fetch(4, TaskDifficulty.MEDIUM);
  await prover.submit(tasks[0]?.taskId ?? '');
  const file = join(files, 'ledger.backup');
  assert.match(await serve('backup', file), /rows written/);
  const before = await contents(network.dataDir);

  const dataDir = temporaryFolder();
  await serve('restore', file, '--data-dir', dataDir);
  assert.match(await serve('check', '--data-dir', dataDir), /adds up/);
  assert.equal(await contents(dataDir), before);
  await withLedger({ dataDir }, silent, async ({ db }) => {
    const ended = await db.query<{ outcome: string }>("SELECT outcome FROM leases WHERE outcome <> 'accepted'");
    assert.deepEqual(
      new Set(ended.map(({ outcome }) => outcome)),
      new Set(['cancelled', 'refused']),
      'no node is to blame',
    );
  });
  await assert.rejects(serve('restore', file, '--data-dir', dataDir), /not empty/);

  await using second = await startTestNetwork({ dataDir });
  const again = proverWith(second.client, prover.nodeId, prover);
  assert.equal((await again.submit(tasks[0]?.taskId ?? '')).duplicate, true);
  await again.submit(tasks[1]?.taskId ?? '');
  const newcomer = await second.prover();
  assert.ok(Number(newcomer.nodeId) > Number(prover.nodeId));
  assert.ok((await newcomer.fetch(64, TaskDifficulty.MEDIUM)).tasks.length > 0);
});

test('a backup holds the proofs that lie in files, and restored they are the same bytes', async () => {
  await using large = await startTestNetwork({ proofFileBytes: 100 });
  const prover = await large.prover();
  const { tasks } = await prover.fetch(2);
  const proof = fakeProof(GOOD, 'x'.repeat(500));
  await prover.submit(tasks[0]?.taskId ?? '', proof);
  await prover.submit(tasks[1]?.taskId ?? '');
  const file = join(files, 'large.backup');
  await serve('backup', file, '--data-dir', large.dataDir);
  const dataDir = temporaryFolder();
  await serve('restore', file, '--data-dir', dataDir);
  await withLedger({ dataDir }, silent, async ({ db }) => {
    const [row] = await db.query('SELECT proof, file FROM proofs WHERE task_id = $1', [tasks[0]?.taskId]);
    assert.deepEqual([row?.file, Buffer.from(row?.proof as Uint8Array)], [null, Buffer.from(proof)]);
  });
  rmSync(dataDir, { recursive: true });

  // A file that is gone is noticed, by the check and by the next backup.
  rmSync(join(large.dataDir, 'proofs'), { recursive: true });
  await assert.rejects(serve('check', '--json', '--data-dir', large.dataDir), { stdout: /^\{"broken":\[\{/ });
  await assert.rejects(serve('check', '--data-dir', large.dataDir), { stdout: /a proof’s file is there/ });
  await assert.rejects(
    serve('backup', join(files, 'lost.backup'), '--data-dir', large.dataDir),
    /is not in its folder/,
  );
});

test('a damaged backup is refused and leaves nothing behind', async () => {
  const whole = join(files, 'whole.backup');
  await serve('backup', whole);
  const dataDir = temporaryFolder();
  const damaged = join(files, 'damaged.backup');
  writeFileSync(damaged, readFileSync(whole).subarray(0, 2_000));
  await assert.rejects(serve('restore', damaged, '--data-dir', dataDir), /no complete backup/);
  const lines = gunzipSync(readFileSync(whole)).toString().split('\n');
  writeFileSync(damaged, gzipSync(lines.slice(0, -2).join('\n')));
  await assert.rejects(serve('restore', damaged, '--data-dir', dataDir), /ends too early/);
  await serve('restore', whole, '--data-dir', dataDir);
  rmSync(dataDir, { recursive: true });
});

test('a key is replaced by whoever has it, and by nobody else', async () => {
  const prover = await network.prover();
  await prover.fetch();
  const [next, thief] = [newKey(), newKey()];
  const replace = (key: ReturnType<typeof newKey>) =>
    network.client.replaceKey({
      nodeId: prover.nodeId,
      ed25519PublicKey: prover.publicKey,
      newPublicKey: next.publicKey,
      signature: sign(null, Buffer.from(replacementText(prover.nodeId, next.publicKey)), key.privateKey),
    });
  assert.equal(await refusalOf(replace(thief)), 'bad_signature');
  await replace(prover);
  assert.equal(await refusalOf(prover.fetch()), 'key_not_bound');
  assert.equal(await refusalOf(proverWith(network.client, prover.nodeId, next).fetch()), 'accepted');
});

test('an operator makes tokens and releases keys, and it is written down', async () => {
  const wallet = randomWallet();
  await network.client.registerUser({ userId: randomUUID(), walletAddress: wallet });
  const token = (await serve('token', wallet, '--admin', '--label', 'test')).trim();
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' };
  assert.equal((await fetch(`${url}/metrics`, { headers })).status, 200);
  assert.match(await serve('revoke', token), /revoked/);
  assert.equal((await fetch(`${url}/metrics`, { headers })).status, 401);

  const prover = await network.prover();
  await prover.fetch();
  await serve('release-key', prover.nodeId);
  assert.equal(await refusalOf(proverWith(network.client, prover.nodeId, newKey()).fetch()), 'accepted');
  const actions = await withLedger({ dataDir: network.dataDir }, silent, ({ db }) =>
    db.query('SELECT action FROM audit ORDER BY audit_id'),
  );
  assert.deepEqual(actions.map((row) => row.action).slice(-3), ['token_created', 'token_revoked', 'key_released']);
});

test('old demo proofs lose their bytes and nothing else', async () => {
  await withLedger({ dataDir: network.dataDir }, silent, async ({ db }) => {
    assert.equal(await dropDemoProofs(db, 1), 0);
    const dropped = await dropDemoProofs(db, 0);
    assert.ok(dropped > 0);
    assert.deepEqual(await db.transaction(violations), []);
  });
});

test('a wrong option is told by its name', async () => {
  await assert.rejects(serve('--port', '99999'), /bad_request: options are wrong.*port/s);
});
