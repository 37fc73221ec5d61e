import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBackup, encodeBackup } from './key-backup.ts';

const BACKUP = {
  orchestrator: 'https://prove.example',
  nodeId: '7',
  wallet: `0x${'a'.repeat(40)}`,
  secret: new Uint8Array(32).fill(9),
};

test('a backup comes back from its file', () => {
  assert.deepEqual(decodeBackup(encodeBackup(BACKUP)), BACKUP);
});

test('a file that is no backup, or one with a key cut short, is refused with a code', () => {
  const short = { ...BACKUP, secret: new Uint8Array(31) };
  for (const file of [new Uint8Array([255]), new TextEncoder().encode('[]'), encodeBackup(short)]) {
    assert.throws(() => decodeBackup(file), { code: 'backup_malformed' });
  }
});
