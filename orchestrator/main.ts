#!/usr/bin/env node
// The orchestrator as a program; scripts and tests import `startOrchestrator` from here.
import { Command, Option } from 'commander';
import { OrchestratorError } from './errors.ts';
import { type Orchestrator, startOrchestrator } from './orchestrator.ts';

export type { OrchestratorOptions } from './options.ts';
export type { Orchestrator } from './orchestrator.ts';
export { startOrchestrator } from './orchestrator.ts';

/** `nexus-prover serve` and this file's own command line. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Host a proof network: hand out tasks, verify proofs, keep the ledger.')
    .addOption(new Option('--port <number>', 'port; 0 takes a free one').env('PORT').argParser(Number))
    .option('--host <address>', 'address to listen on')
    .option('--data-dir <folder>', 'where the embedded database lives')
    .addOption(
      new Option('--database-url <url>', 'a PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL'),
    )
    .option('--page-dir <folder>', 'the built web page')
    .option('--no-seed', 'without the demo program and its tasks')
    .addOption(new Option('--log-level <level>').choices(['debug', 'info', 'warn', 'error', 'silent']))
    .action(serve);
}

async function serve(options: Record<string, unknown>): Promise<void> {
  let orchestrator: Orchestrator;
  try {
    orchestrator = await startOrchestrator(options);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    if (error.remedy !== undefined) console.error(error.remedy);
    process.exitCode = 1;
    return;
  }
  console.log(orchestrator.url);
  const end = (signal: NodeJS.Signals) => {
    // A second signal ends it without ceremony; the database minds that no more than a power cut.
    process.once(signal, () => process.exit(1));
    void orchestrator.close();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

if (import.meta.main) await serveCommand().parseAsync();
