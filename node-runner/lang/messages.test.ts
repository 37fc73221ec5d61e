// Both languages say everything: the same entries, no text left in the other language, every code explained.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONFIG_KEYS } from '#client/config.ts';
import { IDLE_CODES, IDLE_REMEDY } from '#client/pipeline/idle.ts';
import { CODES_ZH, REMEDIES_ZH } from './codes-zh.ts';
import { en } from './en.ts';
import { messagesFor } from './messages.ts';
import { zh } from './zh.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHINESE = /[\u4e00-\u9fff]/;
/** Texts that are the same in every language. */
const ALIKE = ['dashTitle'];

test('both catalogues have the same entries, of the same form', () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const [key, value] of Object.entries(en)) {
    const other = (zh as Record<string, unknown>)[key];
    assert.equal(typeof other, typeof value, key);
    if (typeof value === 'function') assert.ok((other as () => void).length <= value.length, key);
  }
});

test('what is said in Chinese is Chinese, and in English is not', () => {
  const said = (value: unknown): string => (typeof value === 'string' ? value : String(value));
  for (const [key, value] of Object.entries(zh)) {
    if (ALIKE.includes(key) || typeof value === 'object') continue;
    if (typeof value === 'function' && /^(eventText|configKey|failure|remedyOf|conformanceSum)/.test(key)) continue;
    assert.match(said(value), CHINESE, key);
  }
  for (const [key, value] of Object.entries(en)) assert.doesNotMatch(said(value), CHINESE, key);
  for (const key of CONFIG_KEYS) assert.match(zh.configKey(key), CHINESE, key);
  for (const code of IDLE_CODES) {
    assert.equal(zh.idleRemedy[code] === '', IDLE_REMEDY[code] === '', code);
  }
});

test('every code that this program can end with is explained in Chinese, and so is every remedy', () => {
  const files = globSync('{client,node-runner}/**/*.ts', { cwd: ROOT }).filter(
    (path) => !/test\.ts$|fixtures/.test(path),
  );
  const sources = files.map((path) => readFileSync(join(ROOT, path), 'utf8')).join('\n');
  const thrown = [...sources.matchAll(/new ProverError\(\s*'(\w+)'/g)].map(([, code = '']) => code);
  const tables = [
    'client/pool/failures.ts',
    'client/orchestrator/retry-policy.ts',
    'client/orchestrator/coded-errors.ts',
  ];
  const listed = tables.flatMap((path) =>
    [
      ...readFileSync(join(ROOT, path), 'utf8').matchAll(
        /^\s+(?:\[Code\.\w+\]: '(\w+)'|([a-z_]+): (?:'\w+'|[A-Z_]+)),$/gm,
      ),
    ].map(([, value, key]) => value ?? key ?? ''),
  );
  assert.ok(thrown.length > 40 && listed.length > 50);
  const unexplained = new Set([...thrown, ...listed].filter((code) => !(code in CODES_ZH)));
  assert.deepEqual([...unexplained], []);
  for (const text of [...Object.values(CODES_ZH), ...Object.values(REMEDIES_ZH)]) assert.match(text, CHINESE);
  const remedied = [...sources.matchAll(/new ProverError\(\s*'(\w+)'[^;]*?remedy:/g)].map(([, code = '']) => code);
  assert.ok(remedied.length > 5);
  assert.deepEqual(
    remedied.filter((code) => !(code in REMEDIES_ZH)),
    [],
  );
});

test('the language is the one asked for, else that of the environment, else English', () => {
  assert.equal(messagesFor(['--lang', 'zh'], {}), zh);
  assert.equal(messagesFor(['--lang=en'], { LANG: 'zh_CN.UTF-8' }), en);
  assert.equal(messagesFor([], { LANG: 'zh_CN.UTF-8' }), zh);
  assert.equal(messagesFor([], { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }), en);
});
