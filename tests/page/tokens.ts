// API tokens, as the command on the server makes them.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../../orchestrator/main.ts', import.meta.url));

/** A token for a wallet that is registered. */
export async function tokenFor(dataDir: string, wallet: string, ...role: '--admin'[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    MAIN,
    'token',
    wallet,
    ...role,
    '--data-dir',
    dataDir,
  ]);
  return stdout.trim();
}
