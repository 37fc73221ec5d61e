// Where a prover keeps what must outlive it.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The configured data directory, or the usual place for one. */
export function dataDirectory(configured: string): string {
  if (configured !== '') return configured.replace(/^~(?=\/|$)/, homedir());
  const base = process.env.XDG_DATA_HOME;
  // The specification says to ignore a relative path.
  return join(base && isAbsolute(base) ? base : join(homedir(), '.local', 'share'), 'nexus-prover');
}
