// The command line: `serve` hosts a network, its subcommands look after one.
import { Command, Option } from 'commander';
import { missingProofs, violations } from './db/consistency.ts';
import { OrchestratorError } from './errors.ts';
import { en, type ServeText } from './lang/en.ts';
import { createLog, type Log } from './log.ts';
import { releaseKey } from './nodes/keys.ts';
import { createToken, type Role, revokeToken } from './nodes/tokens.ts';
import { userOfWallet } from './nodes/users.ts';
import { audit } from './operations/audit.ts';
import { backup } from './operations/backup.ts';
import { type Ledger, withLedger } from './operations/ledger.ts';
import { restore } from './operations/restore.ts';
import type { OrchestratorOptions } from './options.ts';
import { startOrchestrator } from './orchestrator.ts';
import { startQueue } from './tasks/queue.ts';

const OPERATOR = 'operator';

/** What a command has done: for machines, and for people. */
interface Done {
  readonly facts: object;
  readonly text: string;
}

/** `nexus-prover serve` with its subcommands; `say` has its words. */
export function serveCommand(say: ServeText = en): Command {
  const serve = new Command('serve')
    .description(say.serve)
    .helpCommand('help [command]', say.help)
    .addOption(new Option('--port <number>', say.port).env('PORT').argParser(Number))
    .option('--host <address>', say.host)
    .option('--page-dir <folder>', say.pageDir)
    .option('--public-url <url>', say.publicUrl)
    .option('--allow-origin <origin...>', say.allowOrigin)
    .option('--trust-proxy', say.trustProxy)
    .option('--no-seed', say.noSeed)
    .option('--verifiers <number>', say.verifiers, Number)
    .option('--engine <module or command>', say.engine)
    .option('--v3-engine <module or command>', say.v3Engine)
    .option('--v3-program <file>', say.v3Program)
    .option('--accept-go-clients', say.acceptGoClients)
    .action(({ allowOrigin, json, ...options }) =>
      told(json, () => host({ ...options, ...(allowOrigin && { allowOrigins: allowOrigin }) })),
    );
  addCommonOptions(serve, say);

  const subcommand = (
    name: string,
    description: string,
    work: (ledger: Ledger, log: Log, ...args: never[]) => Promise<Done>,
  ) =>
    addCommonOptions(serve.command(name).description(description), say).action((...args) => {
      const command = args.pop() as Command;
      const { dataDir, databaseUrl, proofDir, json, ...own } = command.optsWithGlobals();
      args.pop();
      const log = createLog(String(own.logLevel ?? 'warn'));
      const place = { ...(dataDir && { dataDir }), ...(databaseUrl && { databaseUrl }), ...(proofDir && { proofDir }) };
      return told(json, () => withLedger(place, log, (ledger) => work(ledger, log, ...([...args, own] as never[]))));
    });

  subcommand('backup <file>', say.backup, async ({ db, files }, _, file: string) => {
    const rows = await backup(db, files, file);
    return { facts: { rows, file }, text: say.backedUp(rows, file) };
  });
  subcommand('restore <file>', say.restore, async ({ db }, log, file: string) => {
    await using parts = new AsyncDisposableStack();
    const queue = await startQueue(db, [], log);
    parts.defer(() => queue.close());
    await restore(db, queue, file);
    return { facts: { file }, text: say.restored(file) };
  });
  subcommand('check', say.check, async ({ db, files }) => {
    const broken = [...(await db.transaction(violations)), ...(await missingProofs(db, files))];
    if (broken.length > 0) process.exitCode = 1;
    const lines = broken.map(({ rule, ids }) => say.broken(rule, ids.join(', ')));
    return { facts: { broken }, text: broken.length > 0 ? lines.join('\n') : say.sound };
  });
  subcommand(
    'token <wallet>',
    say.token,
    async ({ db }, _, wallet: string, options: { admin?: true; label?: string }) => {
      const user = await userOfWallet(db, wallet);
      if (!user)
        throw new OrchestratorError('unknown_user', 'there is no user with this wallet', {
          remedy: 'Register it first.',
        });
      const role: Role = options.admin ? 'admin' : 'owner';
      const token = await createToken(db, user.userId, role, options.label ?? '');
      await audit(db, OPERATOR, 'token_created', `${role} ${user.userId}`);
      return { facts: { token, role, userId: user.userId }, text: token };
    },
  )
    .option('--admin', say.admin)
    .option('--label <text>', say.label);
  subcommand('revoke <token>', say.revoke, async ({ db }, _, token: string) => {
    const revoked = await revokeToken(db, token);
    if (revoked) await audit(db, OPERATOR, 'token_revoked', token.slice(0, 8));
    return { facts: { revoked }, text: revoked ? say.revoked : say.noSuchToken };
  });
  subcommand('release-key <node>', say.releaseKey, async ({ db }, _, nodeId: string) => {
    await releaseKey(db, nodeId);
    await audit(db, OPERATOR, 'key_released', nodeId);
    return { facts: { nodeId }, text: say.released };
  });
  return serve;
}

function addCommonOptions(command: Command, say: ServeText): Command {
  const titles: Record<string, string> = say.titles;
  return command
    .option('--data-dir <folder>', say.dataDir)
    .option('--proof-dir <folder>', say.proofDir)
    .addOption(new Option('--database-url <url>', say.databaseUrl).env('DATABASE_URL'))
    .addOption(new Option('--log-level <level>', say.logLevel).choices(['debug', 'info', 'warn', 'error', 'silent']))
    .option('--json', say.json)
    .helpOption('-h, --help', say.help)
    .configureHelp({ styleTitle: (title) => titles[title] ?? title });
}

async function host(options: OrchestratorOptions): Promise<Done> {
  const orchestrator = await startOrchestrator(options);
  const end = (signal: NodeJS.Signals) => {
    // A second signal ends it without ceremony; the database minds that no more than a power cut.
    process.once(signal, () => process.exit(1));
    void orchestrator.close();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return { facts: { url: orchestrator.url }, text: orchestrator.url };
}

/** Runs a command and tells what it did; an error of ours is told in two lines, any other one with all its detail. */
async function told(json: boolean | undefined, command: () => Promise<Done>): Promise<void> {
  try {
    const { facts, text } = await command();
    console.log(json ? JSON.stringify(facts) : text);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const { code, message, remedy } = error;
    console.error(json ? JSON.stringify({ code, message, remedy }) : `${code}: ${message}`);
    if (!json && remedy !== undefined) console.error(remedy);
    process.exitCode = 1;
  }
}
