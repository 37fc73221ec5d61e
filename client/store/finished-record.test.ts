// The bytes of a finished task.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finished } from '../fixtures/finished-tasks.ts';
import { decodeFinished, encodeFinished } from './finished-record.ts';
import { entryId } from './finished-task.ts';

test('a finished task comes back as it was', () => {
  for (const proofs of [1, 2, 5])
    assert.deepEqual(decodeFinished(encodeFinished(finished('task', proofs))), finished('task', proofs));
});

test('a record that was cut off or changed anywhere is refused', () => {
  const bytes = encodeFinished(finished('task', 1));
  for (let length = 0; length < bytes.length; length += 7) {
    assert.throws(() => decodeFinished(bytes.subarray(0, length)), { code: 'outbox_entry_corrupt' });
  }
  for (let at = 0; at < bytes.length; at += 11) {
    const changed = bytes.with(at, (bytes[at] ?? 0) ^ 1);
    assert.throws(() => decodeFinished(changed), { code: 'outbox_entry_corrupt' }, `byte ${at}`);
  }
});

test('entries of different tasks or proofs have different names that every file system takes', () => {
  const names = ['a/b', 'a_b', '../../x', 'a'.repeat(300), '任务'].map((id) => entryId(finished(id)));
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[A-Za-z0-9_-]{1,40}\.[0-9a-f]{32}$/);
  assert.notEqual(entryId(finished('a', 1)), entryId(finished('a', 2)));
});
