// The options that every command shares: the configuration's file, and one option for each of its keys.
import { type Command, Option } from 'commander';
import { CONFIG_KEYS, configSchema, type ReadConfig } from '#client/config.ts';
import { configValue, environmentName, optionName } from '#client/config-text.ts';
import { loadConfig } from '../config/load-config.ts';

/** Adds `-c` and an option for every key. */
export function withConfigOptions(command: Command): Command {
  command.option('-c, --config <file>', 'configuration file');
  for (const key of CONFIG_KEYS) {
    const { description = '' } = configSchema.shape[key];
    const option = new Option(`--${optionName(key)} <value>`, `${description} (environment: ${environmentName(key)})`);
    command.addOption(option.argParser((text) => configValue(key, text)));
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
