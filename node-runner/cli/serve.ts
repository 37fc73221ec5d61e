// `nexus-prover serve`: the orchestrator, which has its own command line.
import { Command } from 'commander';
import type { Messages } from '../lang/messages.ts';
import { zh } from '../lang/zh.ts';

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
      const command = say === zh ? orchestrator.serveCommand(orchestrator.zh) : orchestrator.serveCommand();
      await command.parseAsync(args, { from: 'user' });
    });
}
