// `nexus-prover serve`: the orchestrator, which has its own command line.
import { Command } from 'commander';
import type { Messages } from '../lang/messages.ts';

/** The command; everything behind it is the orchestrator's to understand. */
export function serveCommand(say: Messages): Command {
  return new Command('serve')
    .description(say.serveHelp)
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument('[options...]')
    .action(async (args: string[]) => {
      // Loaded only here: a prover needs neither a database nor its driver.
      const orchestrator = await import('#orchestrator/main.ts');
      await orchestrator.serveCommand().parseAsync(args, { from: 'user' });
    });
}
