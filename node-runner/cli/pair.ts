// `nexus-prover pair`: links by which a page watches our nodes, each signed by this prover's key and good for minutes.
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import { type Identity, keptIdentity } from '#client/identity/identity.ts';
import { PAIRING_MS, pairingCode } from '#client/identity/pairing.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';
import { dataDirectory } from '../data-dir.ts';
import type { Messages } from '../lang/messages.ts';
import { keptFor } from '../registration.ts';
import { fileNotes } from '../store/file-notes.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { answer, type OutputOptions } from './output.ts';

/** What `pair` may be given besides the configuration. */
interface PairOptions extends OutputOptions, Record<string, unknown> {
  readonly node?: string;
  readonly page?: string;
}

/** The command; its links are for whoever may watch, so they go to standard output alone and to no log. */
export function pairCommand(say: Messages): Command {
  return withConfigOptions(new Command('pair'), say)
    .description(say.pairHelp)
    .option('--node <id>', say.pairNodeOption)
    .option('--page <url>', say.pairPageOption)
    .option('--json', say.jsonOption)
    .action(async (options: PairOptions) => {
      const { config } = await configOf(options);
      const url = config.orchestrator_url;
      const page = pageAddress(options.page ?? url);
      const notes = await fileNotes(dataDirectory(config.data_dir));
      const own = await keptFor(notes, url);
      const nodeIds = config.node_ids.length > 0 ? config.node_ids : own === undefined ? [] : [own.nodeId];
      const wanted = options.node === undefined ? nodeIds : [options.node];
      const [identity, expiresAt] = [await keptIdentity(notes), Date.now() + PAIRING_MS];
      const transport = createConnectTransport({ baseUrl: url, httpVersion: '1.1' });
      const network = createClient(NetworkService, transport);
      const networkKey = await networkKeyOf(createClient(ReceiptService, transport));
      const pairings = [];
      for (const nodeId of wanted) {
        await checkKey(network, nodeId, identity);
        const code = await pairingCode(identity, networkKey, nodeId, expiresAt);
        pairings.push({ nodeId, link: `${page}/#/pair/${code}`, code, expiresAt: new Date(expiresAt).toISOString() });
      }
      const lines = pairings.flatMap(({ nodeId, link }) => [say.pairLine(nodeId), link]);
      answer(options, { pairings }, lines.length > 0 ? [...lines, say.pairEnd(PAIRING_MS / 60_000)] : say.noNodes);
    });
}

async function networkKeyOf(receipts: Client<typeof ReceiptService>): Promise<Uint8Array> {
  return receipts.getReceiptKey({}).then(
    ({ ed25519PublicKey }) => ed25519PublicKey,
    (reason: unknown) => Promise.reject(codedError(reason, Date.now())),
  );
}

/** A page would refuse the link: better to say so here, with what to do. */
async function checkKey(network: Client<typeof NetworkService>, nodeId: string, identity: Identity): Promise<void> {
  const { ed25519PublicKey: bound } = await network.getNode({ nodeId }).catch((reason: unknown) => {
    throw codedError(reason, Date.now());
  });
  if (bound.length === 0) {
    throw new ProverError('pairing_unbound', `node ${nodeId} has not used a key yet`, {
      remedy: 'Let the runner fetch a task first: its key is known from then on.',
    });
  }
  if (Buffer.from(bound).equals(identity.publicKey)) return;
  throw new ProverError('key_not_bound', `another key acts for node ${nodeId}`, {
    remedy: 'Run this with the data_dir of the runner that proves for the node.',
  });
}

function pageAddress(text: string): string {
  if (!URL.canParse(text)) throw new ProverError('config_invalid', `--page: ${text} is no address`);
  return text.replace(/\/+$/, '');
}
