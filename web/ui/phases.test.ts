import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overallFraction, phaseFill } from './phases.ts';

test('phases before the present one are full and those after it empty', () => {
  const at = { phase: 'main', fraction: 0.25 };
  assert.equal(phaseFill(at, 'trace'), 1);
  assert.equal(phaseFill(at, 'main'), 0.25);
  assert.equal(phaseFill(at, 'openings'), 0);
});

test('a fraction out of range is drawn within its segment', () => {
  assert.equal(phaseFill({ phase: 'main', fraction: 7 }, 'main'), 1);
  assert.equal(phaseFill({ phase: 'main', fraction: -1 }, 'main'), 0);
});

test('a phase that is not known is drawn as nothing done', () => {
  assert.equal(overallFraction({ phase: 'unheard_of', fraction: 0.5 }), 0);
});

test('the whole grows from phase to phase', () => {
  assert.ok(overallFraction({ phase: 'trace', fraction: 1 }) <= overallFraction({ phase: 'main', fraction: 0 }));
});
