// The Connect service that gives nodes their receipts.
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter } from '@connectrpc/connect';
import type { Network } from '#orchestrator/network.ts';
import { receiptsOf } from '#orchestrator/receipts/chain.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';

export function receiptRoutes({ db, signer }: Network): (router: ConnectRouter) => void {
  return (router) =>
    router.service(ReceiptService, {
      getReceiptKey: () => ({ ed25519PublicKey: signer.publicKey }),
      async listReceipts({ nodeId, after, pageSize }) {
        const receipts = await receiptsOf(db, nodeId, Number(after), pageSize);
        return {
          receipts: receipts.map((receipt) => ({
            ...receipt,
            number: BigInt(receipt.number),
            cycles: BigInt(receipt.cycles),
            acceptedAt: timestampFromDate(receipt.acceptedAt),
          })),
        };
      },
    });
}
