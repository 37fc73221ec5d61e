// The first command on a fresh clone, under any Node from 20 on: sets up what a command needs, then runs the command.
import { runUnderNode24 } from './node24.mjs';
import { setUp } from './setup/main.mjs';

const typeCheck = ['proto', 'wasm'];
const needs = {
  start: ['postgres', 'guests', 'page'],
  setup: ['postgres', 'guests', 'page', 'native'],
  check: ['rust', 'guests', ...typeCheck],
  format: ['npm', 'rust'],
  bench: ['npm', 'guests', 'wasm', 'yardstick', 'native for this processor', 'chromium'],
  test: ['postgres', 'guests', 'page', 'native', 'chromium'],
};

const [command = '', ...args] = process.argv.slice(2);
if (!(command in needs)) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(needs).join(' | ')}`);
  process.exit(2);
}
await setUp(needs[/** @type {keyof typeof needs} */ (command)]);
if (command !== 'setup') runUnderNode24(`scripts/${command}.ts`, args);
