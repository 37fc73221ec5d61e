// This node's receipts: fetched page by page, every one checked, and the orchestrator's key held to what it was at first.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ProverError } from '#client/errors.ts';
import type { Notes } from '#client/store/notes.ts';
import type { BrowserHost } from '../host/browser-host.ts';
import { signatureCheck } from '../host/signature-check.ts';
import { type ChainEnd, emptyChain, extendChain } from './receipt-chain.ts';

const PAGE = 500;

/** Fetches and checks all receipts of a node; rejects with a code where one is not as it should be. */
export async function checkedReceipts(host: BrowserHost, nodeId: string): Promise<ChainEnd> {
  const { receipts: service, store, orchestratorName } = host;
  const { ed25519PublicKey } = await service.getReceiptKey({});
  await holdKey(store.notes, orchestratorName, bytesToHex(ed25519PublicKey));
  const check = await signatureCheck(ed25519PublicKey);
  let chain = emptyChain;
  for (;;) {
    const { receipts } = await service.listReceipts({ nodeId, after: chain.count, pageSize: PAGE });
    const page = receipts.map(({ acceptedAt, ...receipt }) => ({
      ...receipt,
      acceptedAtMs: acceptedAt === undefined ? 0 : timestampMs(acceptedAt),
    }));
    chain = await extendChain(chain, nodeId, page, check);
    if (receipts.length < PAGE) return chain;
  }
}

/** An orchestrator that signs with another key than before denies what it signed. */
async function holdKey(notes: Notes, orchestrator: string, key: string): Promise<void> {
  const note = `receipt key ${orchestrator}`;
  const first = await notes.read(note);
  if (first === undefined) await notes.write(note, key);
  else if (first !== key) throw new ProverError('receipt_key_changed', 'The orchestrator signs with another key now');
}
