import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { identityFromSeed } from '#client/identity/identity.ts';
import { PAIRING_MS, pairingCode } from '#client/identity/pairing.ts';
import { memoryNotes } from '#client/store/notes.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';
import { signatureCheck } from '../host/signature-check.ts';
import { PairedRunners } from './paired-runners.ts';

const NOW = 1_800_000_000_000;
const NETWORK = new Uint8Array(32).fill(1);
const runner = identityFromSeed(new Uint8Array(32).fill(7));
const other = identityFromSeed(new Uint8Array(32).fill(8));

/** Pairings with an orchestrator that knows node 7, whose key and silence a test may change. */
function paired(notes = memoryNotes()) {
  const orchestrator = { key: runner.publicKey, down: false, accepted: 3n };
  const transport = createRouterTransport(({ service }) => {
    service(ReceiptService, { getReceiptKey: () => ({ ed25519PublicKey: NETWORK }) });
    service(NetworkService, {
      getNode: ({ nodeId }) => {
        if (orchestrator.down) throw new ConnectError('down', Code.Unavailable);
        if (nodeId !== '7') throw new ConnectError('none', Code.NotFound);
        return {
          node: { nodeId, accepted: orchestrator.accepted, refused: 1n, lastSeenAt: { seconds: 5n } },
          ed25519PublicKey: orchestrator.key,
          held: [{ taskId: 't', programName: 'fib', inputs: 2, leasedAt: { seconds: 4n } }],
          proofsLastHour: 9n,
        };
      },
    });
  });
  const runners = new PairedRunners({
    network: createClient(NetworkService, transport),
    receipts: createClient(ReceiptService, transport),
    notes,
    clock: { now: () => NOW },
    signedBy: signatureCheck,
  });
  return { runners, orchestrator, notes };
}

const good = () => pairingCode(runner, NETWORK, '7', NOW + PAIRING_MS);

test('a runner whose code is true is paired, shown as it is, and remembered', async () => {
  const { runners, notes } = paired();
  await runners.pair(await runners.check(`http://here/#/pair/${await good()}`), 'cellar');
  const [one] = runners.list.value;
  assert.deepEqual(
    [one?.name, one?.state, one?.now?.proofsLastHour, one?.now?.lastSeenAt],
    ['cellar', 'known', 9n, 5000],
  );
  assert.deepEqual(one?.now?.held, [{ taskId: 't', program: 'fib', inputs: 2, since: 4000 }]);

  const again = paired(notes).runners;
  await again.read();
  assert.deepEqual(
    again.list.value.map(({ nodeId, name, state }) => [nodeId, name, state]),
    [['7', 'cellar', 'loading']],
  );
  await again.look();
  assert.equal(again.list.value[0]?.state, 'known');
  await again.unpair('7');
  await runners.read();
  assert.deepEqual(runners.list.value, []);
});

test('a code that is no code, over, of another network or by another key is refused by its name', async () => {
  const { runners, orchestrator } = paired();
  const foreign = new Uint8Array(32).fill(2);
  const refusals = [
    ['pairing_malformed', 'nonsense'],
    ['pairing_expired', await pairingCode(runner, NETWORK, '7', NOW - 1000)],
    ['pairing_foreign', await pairingCode(runner, foreign, '7', NOW + PAIRING_MS)],
    ['pairing_forged', await pairingCode(other, NETWORK, '7', NOW + PAIRING_MS)],
    ['not_found', await pairingCode(runner, NETWORK, '8', NOW + PAIRING_MS)],
  ] as const;
  for (const [code, text] of refusals) await assert.rejects(runners.check(text), { code });
  orchestrator.key = new Uint8Array(0);
  await assert.rejects(runners.check(await good()), { code: 'pairing_unbound' });
});

test('news come by looking; a silent orchestrator leaves what was known, and another key is told', async () => {
  const { runners, orchestrator } = paired();
  await runners.pair(await runners.check(await good()), '');
  orchestrator.accepted = 4n;
  await runners.look(undefined, '7');
  assert.equal(runners.list.value[0]?.now?.accepted, 4n);
  orchestrator.down = true;
  await runners.look();
  assert.deepEqual([runners.list.value[0]?.state, runners.list.value[0]?.now?.accepted], ['unreachable', 4n]);
  orchestrator.down = false;
  orchestrator.key = other.publicKey;
  await runners.look();
  assert.equal(runners.list.value[0]?.state, 'other_key');
});

test('notes that are damaged are no pairings', async () => {
  for (const text of ['', '{"version":1}', '{"version":2,"runners":[]}', '[1']) {
    const notes = memoryNotes();
    await notes.write('paired runners', text);
    const { runners } = paired(notes);
    await runners.read();
    assert.deepEqual(runners.list.value, []);
  }
});
