// `npm run check`: what can be said of the sources without running them.
import { type Command, run } from './command.ts';

const guestTarget = 'riscv32im-unknown-none-elf';

const checks: Record<string, Command> = {
  'format and lint': { run: ['biome', 'check', '--error-on-warnings'] },
  types: { run: ['tsc', '-b', '--force'] },
  proto: { run: ['buf', 'lint'] },
  rustfmt: { run: ['cargo', 'fmt', '--all', '--check'], in: 'zkvm-wasm' },
  'rustfmt of guests': { run: ['cargo', 'fmt', '--all', '--check'], in: 'zkvm-wasm/guests' },
  clippy: {
    run: ['cargo', 'clippy', '--workspace', '--all-targets', '--locked', '--quiet', '--', '-D', 'warnings'],
    in: 'zkvm-wasm',
  },
  'clippy of guests': {
    run: ['cargo', 'clippy', '--workspace', '--locked', '--quiet', '--target', guestTarget, '--', '-D', 'warnings'],
    in: 'zkvm-wasm/guests',
  },
};

const failed: string[] = [];
for (const [name, command] of Object.entries(checks)) {
  const { ok, seconds } = await run(command);
  console.log(`${ok ? '✓' : '✗'} ${name} ${seconds} s`);
  if (!ok) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check: ${failed.join(', ')} failed (\`npm run format\` formats)`);
  process.exitCode = 1;
}
