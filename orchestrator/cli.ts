// The command line: `serve` hosts a network, its subcommands look after one.
import { Command, Option } from 'commander';
import { missingProofs, violations } from './db/consistency.ts';
import { OrchestratorError } from './errors.ts';
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

/** `nexus-prover serve` with its subcommands. */
export function serveCommand(): Command {
  const serve = new Command('serve')
    .description('Host a proof network: hand out tasks, verify proofs, keep the ledger.')
    .addOption(new Option('--port <number>', 'port; 0 takes a free one').env('PORT').argParser(Number))
    .option('--host <address>', 'address to listen on (default: this machine only)')
    .option('--page-dir <folder>', 'the built web page')
    .option('--public-url <url>', 'the address under which people reach the network')
    .option('--allow-origin <origin...>', 'other origins whose pages may call it; "*" for all')
    .option('--trust-proxy', 'callers’ addresses are what the proxy before it says (X-Forwarded-For)')
    .option('--no-seed', 'without the demo program and its tasks')
    .option('--engine <module or command>', 'another zkVM for the tasks: see docs/engines.md')
    .option('--v3-engine <module or command>', 'verifies what Nexus v3 clients prove with an engine of their own')
    .option('--v3-program <file>', 'the program that those clients have built in (default: the demo program)')
    .option('--accept-go-clients', 'take Nexus v3 submissions in the form of the Go client')
    .action(({ allowOrigin, ...options }) =>
      told(() => host({ ...options, ...(allowOrigin && { allowOrigins: allowOrigin }) })),
    );
  addDatabaseOptions(serve);

  const subcommand = (
    name: string,
    description: string,
    work: (ledger: Ledger, log: Log, ...args: never[]) => Promise<void>,
  ) =>
    addDatabaseOptions(serve.command(name).description(description)).action((...args) => {
      const command = args.pop() as Command;
      const { dataDir, databaseUrl, proofDir, ...own } = command.optsWithGlobals();
      args.pop();
      const log = createLog(String(own.logLevel ?? 'warn'));
      const place = { ...(dataDir && { dataDir }), ...(databaseUrl && { databaseUrl }), ...(proofDir && { proofDir }) };
      return told(() => withLedger(place, log, (ledger) => work(ledger, log, ...([...args, own] as never[]))));
    });

  subcommand(
    'backup <file>',
    'write the whole ledger to a file; the server may run',
    async ({ db, files }, _, file: string) => {
      console.log(`${await backup(db, files, file)} rows written to ${file}`);
    },
  );
  subcommand('restore <file>', 'read a backup into an empty ledger', async ({ db }, log, file: string) => {
    await using parts = new AsyncDisposableStack();
    const queue = await startQueue(db, [], log);
    parts.defer(() => queue.close());
    await restore(db, queue, file);
    console.log(`restored from ${file}`);
  });
  subcommand('check', 'look for what does not add up in the ledger', async ({ db, files }) => {
    const found = [...(await db.transaction(violations)), ...(await missingProofs(db, files))];
    for (const { rule, ids } of found) console.log(`broken: ${rule}: ${ids.join(', ')}`);
    if (found.length === 0) console.log('the ledger adds up');
    else process.exitCode = 1;
  });
  subcommand(
    'token <wallet>',
    'make an API token for the user with this wallet',
    async ({ db }, _, wallet: string, options: { admin?: true; label?: string }) => {
      const user = await userOfWallet(db, wallet);
      if (!user)
        throw new OrchestratorError('unknown_user', 'there is no user with this wallet', {
          remedy: 'Register it first.',
        });
      const role: Role = options.admin ? 'admin' : 'owner';
      console.log(await createToken(db, user.userId, role, options.label ?? ''));
      await audit(db, OPERATOR, 'token_created', `${role} ${user.userId}`);
    },
  )
    .option('--admin', 'for everything, not only for own jobs')
    .option('--label <text>', 'what it is for');
  subcommand('revoke <token>', 'make a token useless', async ({ db }, _, token: string) => {
    const found = await revokeToken(db, token);
    if (found) await audit(db, OPERATOR, 'token_revoked', token.slice(0, 8));
    console.log(found ? 'revoked' : 'there is no such token');
  });
  subcommand('release-key <node>', 'let the next key that a node uses act for it', async ({ db }, _, node: string) => {
    await releaseKey(db, node);
    await audit(db, OPERATOR, 'key_released', node);
    console.log('the next key that this node uses acts for it');
  });
  return serve;
}

function addDatabaseOptions(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'where the embedded database lives')
    .option('--proof-dir <folder>', 'where large proofs lie; the same for all servers on one database')
    .addOption(
      new Option('--database-url <url>', 'a PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL'),
    )
    .addOption(new Option('--log-level <level>').choices(['debug', 'info', 'warn', 'error', 'silent']));
}

async function host(options: OrchestratorOptions): Promise<void> {
  const orchestrator = await startOrchestrator(options);
  console.log(orchestrator.url);
  const end = (signal: NodeJS.Signals) => {
    // A second signal ends it without ceremony; the database minds that no more than a power cut.
    process.once(signal, () => process.exit(1));
    void orchestrator.close();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

/** Runs a command; an error of ours is told in two lines, any other one with all its detail. */
async function told(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    if (error.remedy !== undefined) console.error(error.remedy);
    process.exitCode = 1;
  }
}
