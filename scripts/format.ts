// `npm run format`: formats every source in place.
import { run } from './command.ts';

const outcomes = [
  await run({ run: ['biome', 'check', '--write'] }),
  await run({ run: ['cargo', 'fmt', '--all'], in: 'zkvm-wasm' }),
  await run({ run: ['cargo', 'fmt', '--all'], in: 'zkvm-wasm/guests' }),
];
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
