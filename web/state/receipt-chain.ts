// Checks receipts: that each is signed by the orchestrator and follows the one before, so that none is missing.

import { ProverError } from '#client/errors.ts';
import { proofHash } from '#client/identity/hashes.ts';

/** A receipt as the orchestrator gives it. */
export interface Receipt {
  readonly nodeId: string;
  readonly number: bigint;
  readonly taskId: string;
  readonly proofHash: string;
  readonly cycles: bigint;
  readonly acceptedAtMs: number;
  readonly previousHash: string;
  readonly signature: Uint8Array;
}

/** Where a chain stands. */
export interface ChainEnd {
  readonly count: bigint;
  readonly cycles: bigint;
  readonly hash: string;
}

/** Says whether a signature over a text is the orchestrator's. */
export type CheckSignature = (text: string, signature: Uint8Array) => Promise<boolean>;

/** A chain without receipts. */
export const emptyChain: ChainEnd = { count: 0n, cycles: 0n, hash: '0'.repeat(64) };

/** The chain with more receipts; rejects with the code of what is wrong with the first wrong one. */
export async function extendChain(
  chain: ChainEnd,
  nodeId: string,
  receipts: readonly Receipt[],
  check: CheckSignature,
): Promise<ChainEnd> {
  let end = chain;
  for (const receipt of receipts) {
    const text = receiptText(receipt);
    if (receipt.nodeId !== nodeId) throw wrong('receipt_of_another', receipt);
    if (receipt.number !== end.count + 1n) throw wrong('receipt_missing', receipt);
    if (receipt.previousHash !== end.hash) throw wrong('receipt_unchained', receipt);
    if (!(await check(text, receipt.signature))) throw wrong('receipt_unsigned', receipt);
    const hash = proofHash(new TextEncoder().encode(text));
    end = { count: receipt.number, cycles: end.cycles + receipt.cycles, hash };
  }
  return end;
}

/** What is signed. */
export function receiptText(receipt: Receipt): string {
  const { nodeId, number, taskId, cycles, acceptedAtMs, previousHash } = receipt;
  return ['1', nodeId, number, taskId, receipt.proofHash, cycles, acceptedAtMs, previousHash].join(' | ');
}

function wrong(code: string, { number }: Receipt): ProverError {
  return new ProverError(code, `Receipt ${number} is not as it should be`);
}
