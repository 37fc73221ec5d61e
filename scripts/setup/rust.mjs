// Set-up of the Rust side: toolchain, wasm-pack and wasm-bindgen, guest programs, the zkVM as WASM and as a native binary.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../node24.mjs';
import { addToPath, answer, Missing, toolCache } from './shell.mjs';
import { byContent } from './stamp.mjs';

const zkvm = join(root, 'zkvm-wasm');
const toolchain = readToolchain();
const workspace = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo', 'zkvm'].map(
  (path) => `zkvm-wasm/${path}`,
);
const guests = 'zkvm-wasm/guests/dist';
const packed = ['--target', 'web', '--release', '--mode', 'no-install', '--no-pack', '--out-dir'];

/** @type {Record<string, import('./main.mjs').Step>} */
export const steps = {
  rust: {
    what: `installs Rust ${toolchain.channel} with ${toolchain.targets.join(' and ')}`,
    needs: [],
    current() {
      const sysroot = answer('rustup', 'run', toolchain.channel, 'rustc', '--print', 'sysroot');
      if (!sysroot) return false;
      const tools = toolchain.components.map((name) => (name === 'clippy' ? 'cargo-clippy' : name));
      const parts = [
        ...toolchain.targets.map((name) => `lib/rustlib/${name}/lib`),
        ...tools.map((name) => `bin/${name}`),
      ];
      return parts.every((part) => existsSync(join(sysroot, part))) && linker() !== undefined;
    },
    async run(shell) {
      const why = 'to compile the zkVM';
      if (!linker())
        throw new Missing('cc, a C compiler,', `${why}: Rust links with it`, 'apt-get install gcc libc6-dev');
      if (!answer('rustup', '--version'))
        throw new Missing('rustup', why, 'curl -sSf https://sh.rustup.rs | sh -s -- -y');
      const parts = toolchain.components.flatMap((name) => ['--component', name]);
      const targets = toolchain.targets.flatMap((name) => ['--target', name]);
      const how = ['--profile', 'minimal', '--no-self-update', ...parts, ...targets];
      await shell.run('rustup', ['toolchain', 'install', toolchain.channel, ...how]);
    },
  },

  'wasm-pack': tool('wasm-pack', 'wasm-pack', '0.15.1', ['--locked']),

  // Not --locked: the lock file that wasm-bindgen-cli ships may name a crate release that a registry does not offer.
  'wasm-bindgen': tool('wasm-bindgen', 'wasm-bindgen-cli', lockedVersion('wasm-bindgen'), ['--bin', 'wasm-bindgen']),

  guests: byContent('guests', {
    what: 'compiles the guest programs for RISC-V',
    needs: ['rust'],
    inputs: ['zkvm-wasm/guests', 'zkvm-wasm/rust-toolchain.toml'],
    outputs: [guests],
    run: (shell) => shell.run('bash', ['guests/build.sh'], { cwd: zkvm }),
  }),

  wasm: byContent('wasm', {
    what: 'compiles the zkVM to WebAssembly',
    needs: ['rust', 'wasm-pack', 'wasm-bindgen', 'npm', 'guests'],
    inputs: [...workspace, 'zkvm-wasm/bindings', 'scripts/setup/rust.mjs'],
    outputs: ['zkvm-wasm/pkg'],
    run: (shell) => shell.run('wasm-pack', ['build', 'bindings', ...packed, '../pkg', '--locked'], { cwd: zkvm }),
  }),

  native: byContent('native', {
    what: 'compiles the native zkVM',
    // After wasm only because two builds at once would wait for each other's build folder.
    needs: ['rust', 'guests', 'wasm'],
    inputs: [...workspace, 'zkvm-wasm/cli', 'scripts/setup/rust.mjs'],
    outputs: ['zkvm-wasm/target/release/zkvm'],
    run: (shell) => shell.run('cargo', ['build', '--release', '--locked', '-p', 'zkvm-cli'], { cwd: zkvm }),
  }),

  // For the benchmark, apart from what is shipped.
  yardstick: byContent('yardstick', {
    what: 'compiles the yardstick of the benchmark to WebAssembly',
    needs: ['rust', 'wasm-pack', 'wasm-bindgen', 'npm', 'wasm'],
    inputs: [...workspace, 'zkvm-wasm/yardstick', 'scripts/setup/rust.mjs'],
    outputs: ['zkvm-wasm/target/yardstick'],
    run: (shell) =>
      shell.run('wasm-pack', ['build', 'yardstick', ...packed, '../target/yardstick', '--locked'], { cwd: zkvm }),
  }),

  'native for this processor': byContent('native-host-cpu', {
    what: "compiles the native zkVM for this processor's vectors (a few minutes)",
    needs: ['rust', 'guests', 'wasm', 'yardstick'],
    inputs: [...workspace, 'zkvm-wasm/cli', 'scripts/setup/rust.mjs'],
    outputs: ['zkvm-wasm/target/host-cpu/release/zkvm'],
    run: (shell) =>
      shell.run('cargo', ['build', '--release', '--locked', '-p', 'zkvm-cli', '--target-dir', 'target/host-cpu'], {
        cwd: zkvm,
        env: { RUSTFLAGS: '-C target-cpu=native' },
      }),
  }),
};

const linker = () => answer('cc', '--version');

/**
 * A step that compiles a tool from crates.io, unless the machine has that very version.
 * @param {string} name @param {string} crate @param {string} version @param {string[]} options
 * @returns {import('./main.mjs').Step}
 */
function tool(name, crate, version, options) {
  const folder = join(toolCache, `${crate}-${version}`);
  return {
    what: `compiles ${name} ${version}, once for this machine (a few minutes)`,
    needs: ['rust'],
    current() {
      addToPath(join(folder, 'bin'));
      return answer(name, '--version')?.split(' ')[1] === version;
    },
    async run(shell) {
      const install = [`+${toolchain.channel}`, 'install', crate, '--version', version, '--root', folder, ...options];
      // Unoptimised, and without debug information: compiling takes a third of the time, running a moment longer.
      await shell.run('cargo', [...install, '--debug'], { env: { CARGO_PROFILE_DEV_DEBUG: '0' } });
    },
  };
}

/** The toolchain that rust-toolchain.toml names. */
function readToolchain() {
  const text = readFileSync(join(zkvm, 'rust-toolchain.toml'), 'utf8');
  /** @param {string} key */
  const list = (key) =>
    [...(new RegExp(`${key} = \\[(.*)\\]`).exec(text)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map((m) => m[1] ?? '');
  const channel = /channel = "([^"]+)"/.exec(text)?.[1] ?? 'stable';
  return { channel, components: list('components'), targets: list('targets') };
}

/**
 * The version of a crate in Cargo.lock.
 * @param {string} crate
 */
function lockedVersion(crate) {
  const text = readFileSync(join(zkvm, 'Cargo.lock'), 'utf8');
  return new RegExp(`name = "${crate}"\nversion = "([^"]+)"`).exec(text)?.[1] ?? '';
}
