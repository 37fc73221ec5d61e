// The configuration from its file, the environment and the command line; the later ones win.
import { readFile } from 'node:fs/promises';
import { CONFIG_KEYS, type ReadConfig, readConfig } from '#client/config.ts';
import { configValue, environmentName } from '#client/config-text.ts';
import { ProverError } from '#client/errors.ts';
import { isMissing } from '../store/durable-file.ts';

/** Reads and checks a configuration; without a path there is no file. */
export async function loadConfig(
  path: string | undefined,
  environment: NodeJS.ProcessEnv,
  overrides: Readonly<Record<string, unknown>>,
): Promise<ReadConfig> {
  const file = path === undefined ? {} : await readFileObject(path);
  const fromEnvironment = CONFIG_KEYS.flatMap((key) => {
    const text = environment[environmentName(key)];
    return text === undefined ? [] : [[key, configValue(key, text)] as const];
  });
  const sources = [path, fromEnvironment.length > 0 ? 'environment' : undefined].filter(
    (source) => source !== undefined,
  );
  return readConfig(
    { ...file, ...Object.fromEntries(fromEnvironment), ...overrides },
    sources.join(' and ') || 'options',
  );
}

async function readFileObject(path: string): Promise<object> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const why = isMissing(error) ? 'there is no such file' : (error as Error).message;
    throw new ProverError('config_not_found', `${path}: ${why}`, { remedy: 'Give another file with -c.' });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new ProverError('config_invalid', `${path}: it is not JSON: ${(error as Error).message}`, { cause: error });
  }
  throw new ProverError('config_invalid', `${path}: it is not a JSON object`);
}
