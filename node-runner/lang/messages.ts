// What the command line says, in the languages that it speaks; both catalogues have the same entries by their type.
import { en } from './en.ts';
import { zh } from './zh.ts';

/** A catalogue. */
export type Messages = {
  readonly [Key in keyof typeof en]: (typeof en)[Key] extends string ? string : (typeof en)[Key];
};

/** The languages. */
export const LANGUAGES = ['en', 'zh'] as const;

/** The catalogue that the arguments ask for with `--lang`, else the one of the environment's language. */
export function messagesFor(args: readonly string[], environment: NodeJS.ProcessEnv): Messages {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const asked = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  const usual = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return (asked ?? usual).toLowerCase().startsWith('zh') ? zh : en;
}
