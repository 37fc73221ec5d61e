import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proofHash } from '#client/identity/hashes.ts';
import { identityFromSeed } from '#client/identity/identity.ts';
import { signatureCheck } from '../host/signature-check.ts';
import { emptyChain, extendChain, type Receipt, receiptText } from './receipt-chain.ts';

const orchestrator = identityFromSeed(new Uint8Array(32).fill(7));
const check = await signatureCheck(orchestrator.publicKey);

async function chain(length: number): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  let previousHash = '0'.repeat(64);
  for (let number = 1n; number <= length; number += 1n) {
    const unsigned = {
      nodeId: '5',
      number,
      taskId: `task-${number}`,
      proofHash: 'ab'.repeat(32),
      cycles: 100n,
      acceptedAtMs: 1_800_000_000_000,
      previousHash,
      signature: new Uint8Array(64),
    };
    const text = receiptText(unsigned);
    receipts.push({ ...unsigned, signature: await orchestrator.sign(text) });
    previousHash = proofHash(new TextEncoder().encode(text));
  }
  return receipts;
}

const code = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

test('a whole chain is accepted, at once or page by page', async () => {
  const receipts = await chain(4);
  const whole = await extendChain(emptyChain, '5', receipts, check);
  assert.deepEqual([whole.count, whole.cycles], [4n, 400n]);
  const half = await extendChain(emptyChain, '5', receipts.slice(0, 2), check);
  assert.deepEqual(await extendChain(half, '5', receipts.slice(2), check), whole);
});

test('a receipt that is left out, another node’s, or not first is refused by its own rule', async () => {
  const [first, second, third] = (await chain(3)) as [Receipt, Receipt, Receipt];
  await assert.rejects(extendChain(emptyChain, '5', [first, third], check), code('receipt_missing'));
  await assert.rejects(extendChain(emptyChain, '6', [first], check), code('receipt_of_another'));
  await assert.rejects(extendChain(emptyChain, '5', [{ ...second, number: 1n }], check), code('receipt_unchained'));
});

test('any change of what was signed is noticed', async () => {
  const [receipt] = (await chain(1)) as [Receipt];
  const changes: Partial<Receipt>[] = [
    { cycles: 101n },
    { taskId: 'task-2' },
    { proofHash: 'ac'.repeat(32) },
    { acceptedAtMs: receipt.acceptedAtMs + 1 },
    { signature: receipt.signature.with(0, (receipt.signature[0] ?? 0) ^ 1) },
  ];
  for (const change of changes) {
    await assert.rejects(extendChain(emptyChain, '5', [{ ...receipt, ...change }], check), code('receipt_unsigned'));
  }
});
