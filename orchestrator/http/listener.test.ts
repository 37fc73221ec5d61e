// Clients that are slow on purpose: they are cut off, and nobody else waits for them.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Listener, listen } from './listener.ts';

let listener: Listener;
before(async () => {
  const patience = { firstByteMs: 200, headersMs: 400, requestMs: 800, keepAliveMs: 300 };
  const answer = (_: unknown, response: { end(text: string): unknown }) => void response.end('hello');
  listener = await listen('127.0.0.1', 0, answer as never, patience);
});
after(() => listener.close(100));

function open(text: string): Socket {
  const socket = connect(listener.port, '127.0.0.1');
  socket.on('error', () => {}).resume();
  if (text !== '') socket.write(text);
  return socket;
}

const slow: Record<string, string> = {
  'says nothing': '',
  'stops in the middle of the preface of HTTP/2': 'PR',
  'stops in its headers': 'GET / HTTP/1.1\r\nhost: x\r\naccept: ',
  'stops in its body': 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc',
};

for (const [what, text] of Object.entries(slow)) {
  test(`a client that ${what} is cut off while others are served`, async () => {
    const socket = open(text);
    const ended = new Promise((resolve) => socket.on('close', () => resolve('ended')));
    assert.equal(await (await fetch(`http://127.0.0.1:${listener.port}/`)).text(), 'hello');
    assert.equal(await Promise.race([ended, delay(5_000, 'still open', { ref: false })]), 'ended');
  });
}

test('closing does not wait for a client that never ends', async () => {
  const other = await listen('127.0.0.1', 0, () => {});
  const socket = connect(other.port, '127.0.0.1').on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await delay(50);
  await other.close(100);
});
