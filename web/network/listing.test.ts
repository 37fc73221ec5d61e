import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '#client/clock.ts';
import { Listing } from './listing.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Numbers from the newest down, three on a page; the token is the last one seen. */
function numbers(newest: { value: number }) {
  return async (token: string) => {
    const from = token === '' ? newest.value : Number(token) - 1;
    const rows = [from, from - 1, from - 2].filter((n) => n > 0);
    return { rows, next: (rows.at(-1) ?? 1) > 1 ? String(rows.at(-1)) : '' };
  };
}

test('further pages are added until there are none, and the first one does not move meanwhile', async (t) => {
  const newest = { value: 7 };
  const list = new Listing(numbers(newest), systemClock);
  const seen = new AbortController();
  t.after(() => seen.abort());
  void list.live.follow(seen.signal);
  await settled();
  assert.deepEqual(list.rows.value, [7, 6, 5]);
  await list.more();
  newest.value = 9;
  list.live.again();
  await settled();
  assert.deepEqual(list.rows.value, [7, 6, 5, 4, 3, 2]);
  await list.more();
  assert.equal(list.hasMore.value, false);
  list.renew();
  await settled();
  assert.deepEqual(list.rows.value, [9, 8, 7]);
});

test('a page that does not come says why and can be asked for again', async (t) => {
  let broken = true;
  const list = new Listing<number>(async (token) => {
    if (token !== '' && broken) throw new TypeError('no line');
    return token === '' ? { rows: [2], next: '2' } : { rows: [1], next: '' };
  }, systemClock);
  const seen = new AbortController();
  t.after(() => seen.abort());
  void list.live.follow(seen.signal);
  await settled();
  await list.more();
  assert.ok(list.problem.value);
  broken = false;
  await list.more();
  assert.equal(list.problem.value, undefined);
  assert.deepEqual(list.rows.value, [2, 1]);
});
