// Checks receipts: a chain of signed lines in which an orchestrator says what it owes a node.
import * as ed25519 from '@noble/ed25519';
import { proofHash } from './hashes.ts';

/** A receipt as it came. */
export interface Receipt {
  readonly nodeId: string;
  readonly number: number;
  readonly taskId: string;
  readonly proofHash: string;
  readonly cycles: number;
  readonly acceptedAtMs: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly signature: Uint8Array;
}

/** What stands before the first receipt. */
export const NO_RECEIPT = '0'.repeat(64);

/** The signed text of a receipt. */
export function receiptText(receipt: Receipt): string {
  const { nodeId, number, taskId, cycles, acceptedAtMs, previousHash } = receipt;
  return ['1', nodeId, number, taskId, receipt.proofHash, cycles, acceptedAtMs, previousHash].join(' | ');
}

/** What is wrong with a node's receipts from the first one on; undefined: nothing. */
export function flawIn(receipts: readonly Receipt[], nodeId: string, publicKey: Uint8Array): string | undefined {
  let previous = NO_RECEIPT;
  for (const [index, receipt] of receipts.entries()) {
    const name = `receipt ${receipt.number}`;
    const text = new TextEncoder().encode(receiptText(receipt));
    if (receipt.nodeId !== nodeId) return `${name} is of another node`;
    if (receipt.number !== index + 1) return `${name} stands where number ${index + 1} should`;
    if (receipt.previousHash !== previous) return `${name} does not follow the one before it`;
    if (receipt.hash !== proofHash(text)) return `${name} has a wrong hash`;
    if (!ed25519.verify(receipt.signature, text, publicKey)) return `${name} has a wrong signature`;
    previous = receipt.hash;
  }
  return undefined;
}
