// Builds and starts what the Dockerfile describes where no image can be pulled: each RUN as a script in a fresh folder, by
// another account, with this machine's Rust and Node in the place of the base images.
//
//   npm run test:image       as root, who alone may be another; ten minutes
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { instructionsOf } from '../node-runner/service/dockerfile.ts';
import { root } from './node24.mjs';

/** Nobody, on every Linux. */
const ACCOUNT = { uid: 65534, gid: 65534 };
const PATIENCE_S = 60;

if (process.getuid?.() !== 0) {
  console.error('only root may build as another account');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'image-'));
chmodSync(folder, 0o755);
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
const tools = layTools();
const stages = { build: join(folder, 'build'), image: join(folder, 'image') };
const variables: Record<string, string> = {};
let stage = stages.build;
let entrypoint: string[] = [];
let command: string[] = [];
let healthcheck: string[] = [];

for (const { name, text } of instructionsOf(join(root, 'node-runner/service/Dockerfile'))) {
  console.log(`▸ ${name} ${text}`);
  if (name === 'FROM') {
    stage = / AS build$/.test(text) ? stages.build : stages.image;
    ownFolder(join(stage, 'app'));
  }
  if (name === 'COPY') copy(text);
  if (name === 'RUN') await finished(inStage(['sh', '-ec', placed(text)]), text);
  if (name === 'ENV')
    for (const [, key = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) variables[key] = placed(value);
  if (name === 'ENTRYPOINT') entrypoint = JSON.parse(text);
  if (name === 'CMD') command = JSON.parse(text);
  if (name === 'HEALTHCHECK') healthcheck = JSON.parse(text.slice(text.indexOf('CMD ') + 4));
}

const prover = inStage([...entrypoint, ...command]);
const ended = once(prover, 'exit');
let well = false;
for (let second = 0; second < PATIENCE_S && !well && prover.exitCode === null; second += 1) {
  await delay(1000);
  well = (await once(inStage(healthcheck), 'exit'))[0] === 0;
}
console.log(well ? '▸ it says that it is well' : '▸ it never said that it is well');
prover.kill('SIGTERM');
const [code] = await ended;
console.log(`▸ stopped, it ended with ${code}`);
process.exitCode = well && code === 0 ? 0 : 1;

/** Copies the context or another stage's files; what comes from a base image is this machine's. */
function copy(text: string): void {
  const words = text.split(' ');
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const [source = '', target = ''] = words;
  if (from === undefined) {
    const archive = spawnSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 2 ** 30 });
    spawnSync('tar', ['-x', '--no-same-owner', '-C', join(stage, 'app')], { input: archive.stdout });
    spawnSync('chown', ['-R', `${ACCOUNT.uid}:${ACCOUNT.gid}`, join(stage, 'app')]);
  } else if (from === 'build') {
    const place = join(stage, 'app', target, target.endsWith('/') ? basename(source) : '');
    cpSync(join(stages.build, source), place, { recursive: true, verbatimSymlinks: true });
  }
}

/** A path of the image as one of the folder; owners are what the account is anyway. */
function placed(text: string): string {
  return text.replace(/(^|[ =])\/(data|app)\b/g, `$1${stage}/$2`).replaceAll('-o node -g node ', '');
}

function inStage([program = '', ...args]: readonly string[]) {
  const env = { ...tools, ...variables };
  const options: SpawnOptions = { ...ACCOUNT, cwd: join(stage, 'app'), env, stdio: ['ignore', 'inherit', 'inherit'] };
  return spawn(program, args, options);
}

async function finished(child: ReturnType<typeof inStage>, what: string): Promise<void> {
  const [code] = await once(child, 'exit');
  if (code === 0) return;
  console.error(`${what}: ended with ${code}`);
  process.exit(1);
}

/** Rust, Node and npm where the account may read them, and an environment without this one's own folders. */
function layTools(): NodeJS.ProcessEnv {
  const at = (name: string) => join(folder, name);
  for (const name of ['bin', 'home', 'cargo']) ownFolder(at(name));
  const { RUSTUP_HOME = join(homedir(), '.rustup'), CARGO_HOME = join(homedir(), '.cargo') } = process.env;
  // Links where they can be: a toolchain has more than a gigabyte.
  const linked = spawnSync('cp', ['-rlL', RUSTUP_HOME, at('rustup')]);
  if (linked.status !== 0) cpSync(RUSTUP_HOME, at('rustup'), { recursive: true });
  // Only the folders: a linked file is the very file that it was linked to.
  spawnSync('find', [at('rustup'), '-type', 'd', '-exec', 'chown', `${ACCOUNT.uid}:${ACCOUNT.gid}`, '{}', '+']);
  spawnSync('cp', ['-rL', join(CARGO_HOME, 'bin'), at('cargo')]);
  cpSync(realpathSync(process.execPath), join(at('bin'), 'node'));
  const npm = realpathSync(spawnSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).stdout.trim());
  writeFileSync(join(at('bin'), 'npm'), `#!/bin/sh\nexec node ${npm} "$@"\n`, { mode: 0o755 });
  spawnSync('chown', ['-R', `${ACCOUNT.uid}:${ACCOUNT.gid}`, at('cargo')]);
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_|^(HOME|XDG_.*|INIT_CWD)$/.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: at('home'),
    RUSTUP_HOME: at('rustup'),
    CARGO_HOME: at('cargo'),
    PATH: [at('bin'), join(at('cargo'), 'bin'), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
  };
}

function ownFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  spawnSync('chown', [`${ACCOUNT.uid}:${ACCOUNT.gid}`, path, dirname(path)]);
}
