// The key that a network signs its receipts with, by which it is known.
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';

/** Asks an orchestrator for it. */
export async function receiptKeyOf(url: string): Promise<Uint8Array> {
  const service = createClient(ReceiptService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }));
  return (await service.getReceiptKey({})).ed25519PublicKey;
}
