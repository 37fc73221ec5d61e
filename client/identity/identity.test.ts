// The key of a prover: made once, whoever asks first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryNotes } from '../store/notes.ts';
import { keptIdentity } from './identity.ts';

test('who asks for the key at the same moment gets the same, though nothing was kept', async () => {
  const notes = memoryNotes();
  const [one, other] = await Promise.all([keptIdentity(notes), keptIdentity(notes)]);
  assert.deepEqual(one.publicKey, other.publicKey);
});
