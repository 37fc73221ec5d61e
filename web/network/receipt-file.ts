// A node's receipts as a file, in the form in which the command `nexus-prover receipts` writes them.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Receipt } from '#proto/proofnet/v1/receipts_pb.ts';
import { receiptService } from './services.ts';

const PAGE = 500;

/** All receipts of a node, with the key to check them by. */
export async function receiptFile(nodeId: string): Promise<Uint8Array> {
  const { ed25519PublicKey } = await receiptService.getReceiptKey({});
  const receipts: ReturnType<typeof written>[] = [];
  for (;;) {
    const page = await receiptService.listReceipts({ nodeId, after: BigInt(receipts.length), pageSize: PAGE });
    receipts.push(...page.receipts.map(written));
    if (page.receipts.length < PAGE) break;
  }
  const nodes = [{ nodeId, key: bytesToHex(ed25519PublicKey), receipts }];
  return new TextEncoder().encode(`${JSON.stringify(nodes, null, 2)}\n`);
}

function written({ nodeId, number, taskId, proofHash, cycles, acceptedAt, previousHash, hash, signature }: Receipt) {
  return {
    nodeId,
    number: Number(number),
    taskId,
    proofHash,
    cycles: Number(cycles),
    acceptedAtMs: acceptedAt === undefined ? 0 : timestampMs(acceptedAt),
    previousHash,
    hash,
    signature: bytesToHex(signature),
  };
}
