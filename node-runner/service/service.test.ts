// The service files: what can be checked of them without a service manager or an image registry.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { instructionsOf } from './dockerfile.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const inRoot = (path: string) => new URL(`../../${path}`, import.meta.url);

test('the unit is one that systemd understands', (t) => {
  const analyze = spawnSync('systemd-analyze', ['--version']);
  if (analyze.error) return t.skip('systemd-analyze is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'unit-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const unit = join(folder, 'nexus-prover.service');
  // The program is not installed where the unit looks for it.
  writeFileSync(unit, read('nexus-prover.service').replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
  const complaints = stderr.split('\n').filter((line) => line.includes('nexus-prover.service'));
  assert.deepEqual(complaints, []);
});

test('the unit starts a script and passes options that exist', () => {
  const [, script = '', args = ''] =
    /^ExecStart=\/opt\/nexus-prover\/(\S+) (.*)$/m.exec(read('nexus-prover.service')) ?? [];
  assert.ok(existsSync(inRoot(script)));
  const main = inRoot('node-runner/main.ts').pathname;
  const { status, stderr } = spawnSync(process.execPath, [main, ...args.replace(/-c \S+/, '').split(' '), '--help'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

test('the image is built in stages, pins its bases, does not run as root, and says whether it is well', () => {
  const instructions = instructionsOf(new URL('Dockerfile', import.meta.url));
  const of = (name: string) => instructions.filter((one) => one.name === name).map(({ text }) => text);
  const bases = of('FROM').map((line) => line.split(' ')[0] ?? '');
  assert.equal(bases.length, 2);
  for (const base of bases) assert.match(base, /:\d+\.\d+\.\d+-/, `${base} is pinned`);
  const known = [
    'FROM',
    'COPY',
    'RUN',
    'WORKDIR',
    'ENV',
    'VOLUME',
    'USER',
    'EXPOSE',
    'HEALTHCHECK',
    'STOPSIGNAL',
    'ENTRYPOINT',
    'CMD',
  ];
  for (const { name } of instructions) assert.ok(known.includes(name), name);
  assert.deepEqual(of('USER'), ['node']);
  assert.equal(of('HEALTHCHECK').length, 1);
  for (const json of [...of('ENTRYPOINT'), ...of('CMD'), /CMD (\[.*\])/.exec(of('HEALTHCHECK')[0] ?? '')?.[1] ?? '']) {
    assert.ok(Array.isArray(JSON.parse(json)), json);
  }
});

test('what the image copies is there, and what a run imports is copied', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(([, path = '']) => path);
  for (const path of copied.filter((path) => !/gen|pkg|dist/.test(path))) assert.ok(existsSync(inRoot(path)), path);
  for (const part of ['client', 'node-runner', 'proto/gen', 'zkvm-wasm/pkg', 'orchestrator'])
    assert.ok(copied.includes(part), part);
});
