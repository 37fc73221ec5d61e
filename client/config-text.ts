// Values of keys given as text, on the command line or in the environment.
import { type ConfigKey, configSchema } from './config.ts';

/** The value that a text means for a key; what is no number stays a text, so that the check can name the key. */
export function configValue(key: ConfigKey, text: string): unknown {
  const empty = configSchema.shape[key].parse(undefined);
  if (Array.isArray(empty)) return text.split(/[\s,]+/).filter((item) => item !== '');
  // `fib=fib.elf,other=other.elf`
  if (typeof empty === 'object') return Object.fromEntries(text.split(',').map((entry) => entry.split(/=(.*)/s, 2)));
  if (typeof empty === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (typeof empty === 'boolean')
    return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  return text;
}

/** What a key is called on the command line, without the dashes. */
export function optionName(key: ConfigKey): string {
  return key.replaceAll('_', '-');
}

/** What a key is called in the environment. */
export function environmentName(key: ConfigKey): string {
  return `NEXUS_PROVER_${key.toUpperCase()}`;
}
