// Under which account the embedded database runs, and whether that account can reach a folder.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';

/** An account of this machine; undefined stands for the one this process has. */
export type Account = { uid: number; gid: number } | undefined;

/** Accounts that may own the database when this process is root, whom PostgreSQL refuses: the first that exists. */
const CANDIDATES = ['postgres', '_postgres', 'nobody'];

/** The account for the database in `dataFolder`: the one that owns it already, else one fit for it. */
export function databaseAccount(dataFolder: string): Account {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  const passwd = readFileSync('/etc/passwd', 'utf8');
  for (const name of CANDIDATES) {
    const [, , uid, gid] =
      passwd
        .split('\n')
        .find((line) => line.startsWith(`${name}:`))
        ?.split(':') ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65534, gid: 65534 };
}

/** Whether a program runs to success under the account: tried, because permissions have too many sources to compute. */
export function runsAs(account: Account, command: string, args: string[]): boolean {
  return spawnSync(command, args, { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Whether the account can write into the folder. */
export function canWrite(account: Account, folder: string): boolean {
  return runsAs(account, '/bin/sh', ['-c', 'test -d "$0" && test -w "$0" && test -x "$0"', folder]);
}
