// `nexus-prover completion`: a script that completes commands and options, made from the commands themselves.
import { Argument, Command } from 'commander';
import type { Messages } from '../lang/messages.ts';
import { answer, type OutputOptions } from './output.ts';

/** The command; `program` gives all commands when the script is made. */
export function completionCommand(say: Messages, program: () => Command): Command {
  return new Command('completion')
    .description(say.completionHelp)
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .option('--json', say.jsonOption)
    .action((shell: 'bash' | 'zsh' | 'fish', options: OutputOptions) => {
      const script = SCRIPTS[shell](wordsOf(program()));
      answer(options, { shell, script }, script.trimEnd());
    });
}

/** The words that may follow each command; under the empty name those of the beginning. */
function wordsOf(program: Command): ReadonlyMap<string, readonly string[]> {
  const options = (command: Command): string[] => command.options.flatMap(({ long }) => (long ? [long] : []));
  const names = program.commands.map((command) => command.name());
  const words = new Map<string, readonly string[]>([['', names]]);
  for (const command of program.commands) {
    words.set(command.name(), [...command.commands.map((verb) => verb.name()), ...options(command)]);
  }
  return words;
}

const SCRIPTS = {
  bash: (words: ReadonlyMap<string, readonly string[]>) =>
    [
      '_nexus_prover() {',
      '  local words',
      `  case "\${COMP_WORDS[1]}" in`,
      ...[...words].slice(1).map(([name, list]) => `    ${name}) words="${list.join(' ')}" ;;`),
      '  esac',
      `  [ "$COMP_CWORD" -eq 1 ] && words="${words.get('')?.join(' ')}"`,
      `  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
      '}',
      'complete -o default -F _nexus_prover nexus-prover',
      '',
    ].join('\n'),
  zsh: (words: ReadonlyMap<string, readonly string[]>) =>
    `autoload -U +X bashcompinit && bashcompinit\n${SCRIPTS.bash(words)}`,
  fish: (words: ReadonlyMap<string, readonly string[]>) =>
    [...words]
      .flatMap(([name, list]) => {
        const when = name === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${name}`;
        const plain = list.filter((word) => !word.startsWith('--')).join(' ');
        const long = list.filter((word) => word.startsWith('--')).map((word) => ` -l ${word.slice(2)}`);
        return [
          ...(plain === '' ? [] : [`complete -c nexus-prover -n '${when}' -a '${plain}'`]),
          ...long.map((option) => `complete -c nexus-prover -n '${when}'${option}`),
        ];
      })
      .join('\n')
      .concat('\n'),
};
