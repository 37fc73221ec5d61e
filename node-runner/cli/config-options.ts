// The options that every command shares: the configuration's file, and one option for each of its keys.
import { type Command, Option } from 'commander';
import { CONFIG_KEYS, type ReadConfig } from '#client/config.ts';
import { configValue, environmentName, optionName } from '#client/config-text.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Messages } from '../lang/messages.ts';

/** Adds `-c` and an option for every key. */
export function withConfigOptions(command: Command, say: Messages): Command {
  command.option('-c, --config <file>', say.configOption).option('--lang <language>', say.langOption);
  for (const key of CONFIG_KEYS) {
    const option = new Option(`--${optionName(key)} <value>`, `${say.configKey(key)} [${environmentName(key)}]`);
    option.argParser((text) => configValue(key, text)).helpGroup(say.configGroup);
    command.addOption(option);
  }
  return command;
}

/** The configuration that the options of a command give. */
export function configOf(options: Readonly<Record<string, unknown>>): Promise<ReadConfig> {
  const overrides = CONFIG_KEYS.flatMap((key) => {
    const value = options[optionName(key).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    return value === undefined ? [] : [[key, value] as const];
  });
  const path = options.config as string | undefined;
  return loadConfig(path, process.env, Object.fromEntries(overrides));
}
