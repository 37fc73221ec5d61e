// Set-up of the browser that the tests of the page drive.
import { existsSync } from 'node:fs';
import { answer } from './shell.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a Chromium or Chrome, or undefined. CHROMIUM_PATH names one that lives elsewhere. */
export const chromium = () => [process.env.CHROMIUM_PATH ?? '', ...places].find((path) => path && existsSync(path));

/** @type {Record<string, import('./main.mjs').Step>} */
export const steps = {
  chromium: {
    what: 'installs Chromium with apt for the tests of the page (without it they are skipped)',
    needs: [],
    optional: true,
    current: () => chromium() !== undefined,
    async run(shell) {
      if (!answer('apt-get', '--version'))
        throw new Error('no Chromium and no apt: set CHROMIUM_PATH to have the page tested');
      const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
      const env = { DEBIAN_FRONTEND: 'noninteractive' };
      for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
        const [command = '', ...rest] = [...sudo, 'apt-get', ...args];
        await shell.run(command, rest, { env });
      }
    },
  },
};
