// The command line as earlier clients had it, put into a form that the parser takes.

/** `-ps` is one option with a name of two letters, which the parser would read as `-p s`. */
export function understoodArguments(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, index) => (arg === '-ps' && (end < 0 || index < end) ? '--ps' : arg));
}
