// `nexus-prover register-user`, `register-node`, `status`: this prover in the orchestrator's books.
import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import type { Config } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import { keptIdentity } from '#client/identity/identity.ts';
import type { OrchestratorClient } from '#client/orchestrator/orchestrator-client.ts';
import type { Notes } from '#client/store/notes.ts';
import { dataDirectory } from '../data-dir.ts';
import type { Messages } from '../lang/messages.ts';
import { connected } from '../orchestrators.ts';
import { keptFor, register, remember } from '../registration.ts';
import { fileNotes } from '../store/file-notes.ts';
import { fileOutbox } from '../store/file-outbox.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { answer } from './output.ts';

/** `register-user`: by wallet_address; the user's id is printed. */
export function registerUserCommand(say: Messages): Command {
  return withConfigOptions(new Command('register-user'), say)
    .description(say.registerUserHelp)
    .option('--json', say.jsonOption)
    .action(async (options) => {
      const { config, orchestrator } = await books(options);
      if (config.wallet_address === '')
        throw new ProverError('config_invalid', 'wallet_address: it is needed to register');
      const userId = await orchestrator.registerUser(config.user_id || randomUUID(), config.wallet_address);
      answer(options, { userId, wallet: config.wallet_address }, say.registeredUser(userId));
    });
}

/** `register-node`: a further node, which a run without node_ids then proves for. */
export function registerNodeCommand(say: Messages): Command {
  return withConfigOptions(new Command('register-node'), say)
    .description(say.registerNodeHelp)
    .option('--json', say.jsonOption)
    .action(async (options) => {
      const { config, orchestrator, notes } = await books(options);
      const registrant = { userId: config.user_id, wallet: config.wallet_address };
      const kept = await keptFor(notes, config.orchestrator_url);
      const made = await register(orchestrator, registrant, kept, new AbortController().signal);
      await remember(notes, config.orchestrator_url, made);
      answer(options, made, say.registeredNode(made.nodeId));
    });
}

/** `status`: of the configured nodes or our own, of the network, and of the outbox. */
export function statusCommand(say: Messages): Command {
  return withConfigOptions(new Command('status'), say)
    .description(say.statusHelp)
    .option('--json', say.jsonOption)
    .action(async (options) => {
      const { config, orchestrator, notes, dataDir } = await books(options);
      const own = (await keptFor(notes, config.orchestrator_url))?.nodeId;
      const nodeIds = config.node_ids.length > 0 ? config.node_ids : own === undefined ? [] : [own];
      const nodes = await Promise.all(
        nodeIds.map(async (nodeId) => ({ nodeId, ...(await orchestrator.nodeStatistics(nodeId)) })),
      );
      const network = await orchestrator.networkStatistics();
      const outbox = await fileOutbox(dataDir);
      const [waiting, refused] = [(await outbox.list()).length, (await outbox.deadLetters()).length];
      answer(options, { orchestrator: config.orchestrator_url, nodes, network, outbox: { waiting, refused } }, [
        ...nodes.map((node) => say.nodeLine(node.nodeId, node.accepted, node.refused, node.leased)),
        ...(nodes.length === 0 ? [say.noNodes] : []),
        say.networkLine(network.nodes, network.accepted, network.queued),
        say.outboxLine(waiting, refused),
      ]);
    });
}

/** The orchestrator as this prover, which needs no engine for it. */
async function books(
  options: Record<string, unknown>,
): Promise<{ config: Config; orchestrator: OrchestratorClient; notes: Notes; dataDir: string }> {
  const { config } = await configOf(options);
  const dataDir = dataDirectory(config.data_dir);
  const notes = await fileNotes(dataDir);
  const orchestrator = await connected(config, await keptIdentity(notes), undefined, []);
  return { config, orchestrator, notes, dataDir };
}
