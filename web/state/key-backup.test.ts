import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBackup, encodeBackup, needsPassphrase } from './key-backup.ts';
import { ROUNDS } from './sealed-file.ts';

const BACKUP = {
  orchestrator: 'https://prove.example',
  nodeId: '7',
  wallet: `0x${'a'.repeat(40)}`,
  secret: new Uint8Array(32).fill(9),
};
const PHRASE = 'four words that nobody guesses';
const file = await encodeBackup(BACKUP, PHRASE);
const fields = JSON.parse(new TextDecoder().decode(file));
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
/** A file as the first version wrote it. */
const open = {
  kind: 'nexus-prover-key',
  version: 1,
  orchestrator: BACKUP.orchestrator,
  nodeId: BACKUP.nodeId,
  wallet: BACKUP.wallet,
  secretKey: '09'.repeat(32),
};

test('a backup comes back from its file with its passphrase, however its letters were typed', async () => {
  assert.ok(needsPassphrase(file));
  assert.deepEqual(await decodeBackup(file, PHRASE), BACKUP);
  const accented = await encodeBackup(BACKUP, 'caf\u00e9 caf\u00e9 caf\u00e9');
  assert.deepEqual(await decodeBackup(accented, 'cafe\u0301 cafe\u0301 cafe\u0301'), BACKUP);
});

test('nothing of the key, the node or the wallet can be read in the file, and no two files are alike', async () => {
  const text = new TextDecoder().decode(file);
  for (const part of ['09'.repeat(32), BACKUP.wallet, BACKUP.orchestrator]) assert.ok(!text.includes(part));
  assert.deepEqual([fields.version, fields.rounds >= 600_000], [2, true]);
  const again = JSON.parse(new TextDecoder().decode(await encodeBackup(BACKUP, PHRASE)));
  assert.notEqual(again.salt, fields.salt);
  assert.notEqual(again.nonce, fields.nonce);
});

test('another passphrase is told to be wrong, and so is a file in which anything was changed', async () => {
  await assert.rejects(decodeBackup(file, `${PHRASE} `), { code: 'passphrase_wrong' });
  const flipped = (text: string) => `${text.startsWith('0') ? '1' : '0'}${text.slice(1)}`;
  for (const part of ['salt', 'nonce', 'sealed']) {
    const changed = bytes({ ...fields, [part]: flipped(fields[part]) });
    await assert.rejects(decodeBackup(changed, PHRASE), { code: 'passphrase_wrong' }, part);
  }
});

test('a backup of the first version, which was not sealed, is still taken', async () => {
  assert.ok(!needsPassphrase(bytes(open)));
  assert.deepEqual(await decodeBackup(bytes(open), ''), BACKUP);
});

test('a file that is no backup, has a key cut short, or asks for too little or too much work is refused', async () => {
  const files = [
    new Uint8Array([255]),
    bytes([]),
    bytes({ ...open, secretKey: '09'.repeat(31) }),
    bytes({ ...open, version: 3 }),
    bytes({ ...fields, rounds: ROUNDS - 1 }),
    bytes({ ...fields, rounds: 1e9 }),
    bytes({ ...fields, cipher: 'none' }),
    bytes({ ...fields, salt: 'xy' }),
  ];
  for (const one of files) await assert.rejects(decodeBackup(one, PHRASE), { code: 'backup_malformed' });
});
