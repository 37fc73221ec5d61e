// The log file.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { rotatingFile } from './rotating-file.ts';

test('a log that has grown is put aside, so many files are kept, and no line is lost or cut', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'deep', 'prover.log');
  const line = (index: number): string => `{"line":${1000 + index}}\n`;
  const log = rotatingFile(path, 300, 3);
  for (let index = 0; index < 50; index += 1) log.write(line(index));
  const names = readdirSync(join(folder, 'deep')).sort();
  assert.deepEqual(names, ['prover.log', 'prover.log.1', 'prover.log.2']);
  const kept = ['prover.log.2', 'prover.log.1', 'prover.log'].map((name) =>
    readFileSync(join(folder, 'deep', name), 'utf8'),
  );
  for (const name of names) assert.ok(statSync(join(folder, 'deep', name)).size <= 300);
  const all = kept
    .join('')
    .trim()
    .split('\n')
    .map((text) => (JSON.parse(text) as { line: number }).line);
  assert.equal(all.at(-1), 1049);
  assert.deepEqual(
    all,
    Array.from({ length: all.length }, (_, index) => 1050 - all.length + index),
  );
});

test('a file that cannot be opened is a wrong configuration, told with a remedy', () => {
  assert.throws(() => rotatingFile(tmpdir(), 300, 3), { code: 'config_log_unwritable' });
});

test('a disk that is full costs lines of the log, and nothing else', { skip: !existsSync('/dev/full') }, () => {
  const log = rotatingFile('/dev/full', 1 << 20, 3);
  for (let index = 0; index < 50; index += 1) log.write('a line\n');
});
