import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { memoryNotes } from '#client/store/notes.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { OtherProvers } from './other-provers.ts';

let down = false;
const service = createClient(
  NetworkService,
  createRouterTransport(({ service }) => {
    service(NetworkService, {
      getNode: ({ nodeId }) => {
        if (down) throw new ConnectError('down', Code.Unavailable);
        if (nodeId !== '7') throw new ConnectError('no such node', Code.NotFound, { 'error-code': 'unknown_node' });
        return { node: { nodeId, accepted: 3n, cycles: 900n, lastSeenAt: { seconds: 5n } } };
      },
    });
  }),
);

test('a prover is watched by its number, and still is after the page is opened again', async () => {
  const notes = memoryNotes();
  const others = new OtherProvers(service, notes);
  await others.read();
  await others.watch('7', 'cellar');
  assert.equal(others.list.value[0]?.seen?.accepted, 3n);
  assert.equal(others.list.value[0]?.seen?.lastSeenAt, 5000);

  const again = new OtherProvers(service, notes);
  await again.read();
  assert.deepEqual(
    again.list.value.map(({ nodeId, name, state }) => [nodeId, name, state]),
    [['7', 'cellar', 'loading']],
  );
  await again.forget('7');
  await others.read();
  assert.deepEqual(others.list.value, []);
});

test('while the orchestrator is silent, what it said last stays and is called so', async () => {
  const others = new OtherProvers(service, memoryNotes());
  await others.watch('7', '');
  down = true;
  await others.look();
  down = false;
  assert.equal(others.list.value[0]?.state, 'unreachable');
  assert.equal(others.list.value[0]?.seen?.accepted, 3n);
});
