// Values that no honest client sends: each is the caller's mistake with a code of its own, and never ours.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { openDatabase } from '#orchestrator/db/database.ts';
import { randomWallet, refusalOf, silent, startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { fakeProof, INVALID } from '#orchestrator/fixtures/zkvm.ts';
import { READS } from '#orchestrator/limits.ts';
import { createToken } from '#orchestrator/nodes/tokens.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { demoInput } from '#orchestrator/programs/demo.ts';
import { AccountService } from '#proto/proofnet/v1/accounts_pb.ts';
import { AdminService } from '#proto/proofnet/v1/admin_pb.ts';
import { JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
let transport: Transport;
let jobs: Client<typeof JobService>;
let owner: { headers: Record<string, string> };
let chief: { headers: Record<string, string> };
let programDigest: string;

before(async () => {
  network = await startTestNetwork({ trustProxy: true });
  transport = createConnectTransport({ baseUrl: network.orchestrator.url, httpVersion: '1.1' });
  jobs = createClient(JobService, transport);
  const db = openDatabase({ host: `${network.dataDir}/postgres/run`, user: 'nexus', database: 'postgres' }, silent);
  const { userId } = await registerUser(db, randomUUID(), randomWallet());
  owner = { headers: { authorization: `Bearer ${await createToken(db, userId, 'owner', '')}` } };
  chief = { headers: { authorization: `Bearer ${await createToken(db, userId, 'admin', '')}` } };
  await db.close();
  ({ programDigest } = await jobs.uploadProgram({ name: 'fib', elf: new Uint8Array([0x7f, 3]) }, owner));
});
after(() => network[Symbol.asyncDispose]());

const inputs = [demoInput(1_000, 0, 1)];
const NUL = 'a\u0000b';
const LARGEST = 2n ** 64n - 1n;

const mistakes: Record<string, () => Promise<unknown>> = {
  'a receipt number beyond the ledger’s': async () => {
    const { nodeId } = await network.prover();
    return createClient(ReceiptService, transport).listReceipts({ nodeId, after: LARGEST });
  },
  'a deadline in the year three hundred million': () =>
    jobs.createJob({ programDigest, inputs, deadline: { seconds: 2n ** 53n, nanos: 0 } }, owner),
  'a failure limit beyond an integer': () =>
    jobs.createJob({ programDigest, inputs, failureLimit: 2 ** 32 - 1 }, owner),
  'a program digest that is none': () => jobs.createJob({ programDigest: NUL, inputs }, owner),
  'a profile with a zero byte': () => jobs.createJob({ programDigest, inputs, profile: NUL }, owner),
  'cycles without end': () => jobs.createJob({ programDigest, inputs, estimatedCycles: LARGEST }, owner),
  'a page token with a zero byte': () => createClient(AdminService, transport).listPrograms({ pageToken: NUL }, chief),
  'a sign-in message with a zero byte': () =>
    createClient(AccountService, transport).signIn({ message: NUL, signature: new Uint8Array(65) }),
  'a sign-in for a wallet that is none': () =>
    createClient(AccountService, transport).createSignInMessage({ walletAddress: NUL }),
  'a node id with a zero byte': () => createClient(NetworkService, transport).getNode({ nodeId: NUL }),
  'a task id with a zero byte': async () => (await network.prover()).submit(NUL),
};

for (const [what, call] of Object.entries(mistakes)) {
  test(`${what} is the caller’s mistake`, async () => {
    const code = await refusalOf(call());
    assert.ok(!/^(internal|unavailable|no code)/.test(code), code);
  });
}

test('a node whose proofs are refused again and again is told to wait, in the form of every error', async () => {
  const prover = await network.prover();
  const [task] = (await prover.fetch()).tasks;
  const codes: string[] = [];
  for (let i = 0; i < 24; i += 1)
    codes.push(await refusalOf(prover.submit(task?.taskId ?? '', fakeProof(INVALID, `${i}`))));
  assert.deepEqual([codes[0], codes.at(-1)], ['proof_invalid', 'rate_limited']);
});

test('an address that asks without end is told to wait, others are served', async () => {
  const ask = async (address: string) => {
    const call = createClient(NetworkService, transport).getNode(
      { nodeId: '1' },
      { headers: { 'x-forwarded-for': address } },
    );
    return refusalOf(call);
  };
  const codes = new Set<string>();
  for (let i = 0; i < 4 * READS[0] && !codes.has('rate_limited'); i += 50) {
    for (const code of await Promise.all(Array.from({ length: 50 }, () => ask('192.0.2.1')))) codes.add(code);
  }
  assert.deepEqual(codes, new Set(['unknown_node', 'rate_limited']));
  assert.equal(await ask('192.0.2.2'), 'unknown_node');
});
