// `nexus-prover receipts`: fetches what the orchestrator has signed for a node, checks the chain, and exports it.
import { writeFile } from 'node:fs/promises';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import { flawIn, type Receipt } from '#client/identity/receipts.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';
import { dataDirectory } from '../data-dir.ts';
import type { Messages } from '../lang/messages.ts';
import { keptFor } from '../registration.ts';
import { fileNotes } from '../store/file-notes.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { answer, hex } from './output.ts';

const PAGE = 500;

/** The command; exits with 1 if the chain has a flaw. */
export function receiptsCommand(say: Messages): Command {
  return withConfigOptions(new Command('receipts'), say)
    .description(say.receiptsHelp)
    .option('-o, --out <file>', say.receiptsOption)
    .option('--json', say.jsonOption)
    .action(async (options: Record<string, string>) => {
      const { config } = await configOf(options);
      const own = await keptFor(await fileNotes(dataDirectory(config.data_dir)), config.orchestrator_url);
      const nodeIds = config.node_ids.length > 0 ? config.node_ids : own === undefined ? [] : [own.nodeId];
      const nodes = [];
      for (const nodeId of nodeIds) nodes.push(await checked(config.orchestrator_url, nodeId));
      if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(nodes, null, 2)}\n`);
      const facts = nodes.map(({ receipts, ...rest }) => ({ ...rest, receipts: receipts.length }));
      const lines = facts.map(({ nodeId, receipts, flaw }) => say.receiptsLine(nodeId, receipts, flaw ?? ''));
      answer(options as never, { nodes: facts }, lines.length > 0 ? lines : say.noNodes);
      if (nodes.some(({ flaw }) => flaw !== undefined)) process.exitCode = 1;
    });
}

async function checked(url: string, nodeId: string) {
  const service = createClient(ReceiptService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }));
  const receipts: Receipt[] = [];
  try {
    const { ed25519PublicKey } = await service.getReceiptKey({});
    for (;;) {
      const page = await service.listReceipts({ nodeId, after: BigInt(receipts.length), pageSize: PAGE });
      receipts.push(
        ...page.receipts.map(({ $typeName, $unknown, acceptedAt, number, cycles, ...rest }) => ({
          ...rest,
          number: Number(number),
          cycles: Number(cycles),
          acceptedAtMs: acceptedAt ? timestampMs(acceptedAt) : 0,
        })),
      );
      if (page.receipts.length === 0) break;
    }
    const flaw = flawIn(receipts, nodeId, ed25519PublicKey);
    const written = receipts.map(({ signature, ...rest }) => ({ ...rest, signature: hex(signature) }));
    return { nodeId, key: hex(ed25519PublicKey), flaw, receipts: written };
  } catch (reason) {
    const error = codedError(reason, Date.now());
    throw new ProverError(error.code, error.message, { cause: error });
  }
}
