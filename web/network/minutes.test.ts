import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsOf, type Minute, minutesOf, rateOf, SPANS, type Span, ticksTo } from './minutes.ts';

const MINUTE = 60_000;
/** A moment that begins a minute, but no bar of half an hour. */
const START = 1_700_000_040_000;

function minutes(count: number, accepted = 1): Minute[] {
  return Array.from({ length: count }, (_, i) => ({
    from: START + (i - count + 1) * MINUTE,
    accepted,
    refused: 0,
    cycles: accepted * 1_000,
  }));
}

test('bars of every span are as many as it has, end with the present, and leave out nothing that is within', () => {
  for (const span of Object.keys(SPANS) as Span[]) {
    const bars = barsOf(minutes(minutesOf(span)), span);
    const barMs = SPANS[span].barMinutes * MINUTE;
    assert.equal(bars.length, SPANS[span].bars);
    assert.equal(bars.at(-1)?.from, Math.floor(START / barMs) * barMs);
    const begun = (START % barMs) / MINUTE + 1;
    assert.equal(
      bars.reduce((sum, { accepted }) => sum + accepted, 0),
      (SPANS[span].bars - 1) * SPANS[span].barMinutes + begun,
    );
  }
});

test('minutes that are missing are empty bars', () => {
  const [, second] = minutes(2);
  const bars = barsOf(second === undefined ? [] : [second], 'hour');
  assert.equal(bars.filter(({ accepted }) => accepted > 0).length, 1);
});

test('the rate counts the present minute for as much of it as is over', () => {
  assert.deepEqual(rateOf(minutes(60), START + 30_000), { perMinute: 5 / 4.5, cyclesPerSecond: 5_000 / 270 });
  assert.deepEqual(rateOf(minutes(60), START + MINUTE), { perMinute: 1, cyclesPerSecond: 5_000 / 300 });
  assert.deepEqual(rateOf([], START), { perMinute: 0, cyclesPerSecond: 0 });
  assert.deepEqual(rateOf(minutes(1), START), { perMinute: 0, cyclesPerSecond: 0 });
});

test('lines of a chart are round, few, whole, and reach over the highest bar', () => {
  for (const most of [0, 1, 2, 3, 7, 10, 11, 99, 250, 1_234, 9_999_999]) {
    const ticks = ticksTo(most);
    assert.ok((ticks.at(-1) ?? 0) >= most && ticks.length <= 5 && ticks.length >= 2, `${most}: ${ticks}`);
    for (const tick of ticks) assert.equal(tick, Math.round(tick));
  }
});
