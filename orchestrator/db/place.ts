// Where the embedded database lives: folders that its account can reach, and a socket path that is short enough.
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { type Account, canWrite, databaseAccount } from './account.ts';

export interface Place {
  account: Account;
  /** The cluster's data directory. */
  data: string;
  /** Holds the Unix socket; nobody but the account and root can enter it, which is the database's access control. */
  socket: string;
  log: string;
  /** The folder around all of them. */
  root: string;
}

/** A socket's path may have 107 bytes; the file in the folder is called .s.PGSQL.5432. */
const LONGEST_SOCKET_FOLDER = 107 - '/.s.PGSQL.5432'.length;

/** Folders for the database of a data directory, made where they are missing. */
export function databasePlace(dataDir: string): Place {
  const home = resolve(dataDir);
  mkdirSync(home, { recursive: true });
  const link = join(home, 'postgres');
  const account = databaseAccount(join(link, 'data'));
  const root = account === undefined ? ownFolder(link, account) : reachableFolder(home, link, account);
  return {
    account,
    root,
    data: join(root, 'data'),
    socket: socketFolder(join(root, 'run'), account),
    log: join(root, 'postgres.log'),
  };
}

/** As root: below the data directory, or, where its account cannot get there, in /var/lib with a link to it. */
function reachableFolder(home: string, link: string, account: Account): string {
  chmodSync(home, lstatSync(home).mode | 0o011);
  const folder = ownFolder(link, account);
  if (canWrite(account, folder)) return folder;
  const elsewhere = join('/var/lib/nexus-prover', shortName(home));
  mkdirSync('/var/lib/nexus-prover', { recursive: true, mode: 0o755 });
  ownFolder(elsewhere, account);
  if (!canWrite(account, elsewhere)) {
    throw new OrchestratorError(
      'data_dir_unreachable',
      `the database's account can reach neither ${link} nor ${elsewhere}`,
      {
        remedy: 'Choose a data directory that other accounts can enter, or set DATABASE_URL.',
      },
    );
  }
  if (!lstatSync(link).isSymbolicLink()) {
    rmSync(link, { recursive: true });
    symlinkSync(elsewhere, link);
  }
  return elsewhere;
}

function ownFolder(path: string, account: Account): string {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
  return path;
}

function socketFolder(path: string, account: Account): string {
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_FOLDER) return ownFolder(path, account);
  const short = join(tmpdir(), `nexus-prover-${shortName(path)}`);
  try {
    mkdirSync(short, { mode: 0o700 });
    if (account !== undefined) chownSync(short, account.uid, account.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(short);
  // The folder for temporary files is open to all: what lies there under our name must be ours.
  if (!found.isDirectory() || found.uid !== (account?.uid ?? process.getuid?.()) || (found.mode & 0o077) !== 0) {
    throw new OrchestratorError('data_dir_unreachable', `${short} belongs to somebody else`, {
      remedy: 'Choose a data directory with a shorter path.',
    });
  }
  return short;
}

function shortName(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}
