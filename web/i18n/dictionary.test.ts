import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDLE_CODES } from '#client/pipeline/idle.ts';
import { networkEn } from '../network/i18n/en.ts';
import { networkZh } from '../network/i18n/zh.ts';
import { PHASES } from '../ui/phases.ts';
import { en } from './en.ts';
import { languageOf } from './language.ts';
import { zh } from './zh.ts';

/** Every text of a dictionary by its path; functions are called with numbers, which every one of them can say. */
function said(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, String(node(2, 3, 4, 5))]];
  return Object.entries(node as object).flatMap(([name, below]) => said(below, `${path}.${name}`));
}

/** The page's own texts, and those that come with the network's pages. */
const DICTIONARIES = [
  { english: en, chinese: zh },
  { english: networkEn, chinese: networkZh },
];

test('both languages have the same texts', () => {
  const paths = (dictionary: unknown) => said(dictionary).map(([path]) => path);
  for (const { english, chinese } of DICTIONARIES) assert.deepEqual(paths(chinese), paths(english));
});

test('no text is empty and no Chinese text is left in English', () => {
  const same = new Set(['.name', '.proof.hash']);
  for (const { english, chinese } of DICTIONARIES) {
    for (const [path, text] of said(chinese)) {
      assert.notEqual(text.trim(), '', path);
      if (!same.has(path)) assert.match(text, /[\u4e00-\u9fff]/, `${path}: ${text}`);
    }
    for (const [path, text] of said(english)) assert.doesNotMatch(text, /[\u4e00-\u9fff]/, path);
  }
});

test('every reason that the client can give for being idle has a sentence', () => {
  for (const code of IDLE_CODES) assert.ok(code in en.reason, code);
});

test('every phase of a proof has a name', () => {
  for (const phase of PHASES) assert.ok(phase in en.stage, phase);
});

test('the first preferred language that there is wins, and English is the last resort', () => {
  assert.equal(languageOf(['fr-FR', 'zh-Hans-CN', 'en']), 'zh');
  assert.equal(languageOf(['en-GB', 'zh']), 'en');
  assert.equal(languageOf(['fr']), 'en');
  assert.equal(languageOf([]), 'en');
});
