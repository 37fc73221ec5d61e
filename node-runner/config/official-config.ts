// The configuration of the official Nexus client, which is read and never written.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ProverError } from '#client/errors.ts';
import { isMissing } from '../store/durable-file.ts';

/** Its keys; a missing one reads as empty there too. */
const schema = z.object({
  user_id: z.string().default(''),
  wallet_address: z.string().default(''),
  node_id: z.string().regex(/^\d*$/).default(''),
});

/** What `~/.nexus/config.json` says, where it is there. */
export async function officialConfig(path = join(homedir(), '.nexus', 'config.json')) {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProverError('config_invalid', `${path}: it is not a configuration of the official client`, { cause });
  }
}
