// When the page does not prove, it says why: a module that is not the page's, a choice of the reader's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

test('a module that is not the one the page was built with is never run', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t, /integrity/);
  const page = await tab();
  await page.route('**/*.wasm', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
  await page.goto(url);
  await page.getByTestId('start').click();
  await standing(page, 'failed');
  assert.equal(await page.getByTestId('why').getAttribute('data-code'), 'module_damaged');

  await page.unrouteAll();
  await page.getByTestId('resume').click();
  await accepted(page, 1);
});

test('outside the hours that the reader set nothing is proven', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.clock.install({ time: new Date(2026, 0, 15, 12, 0) });
  await page.goto(`${url}/#/settings`);
  await page.getByRole('switch', { name: 'Only between certain hours' }).check();
  await page.goto(`${url}/#/`);
  await page.getByTestId('start').click();
  await standing(page, 'held');
  assert.equal(await page.getByTestId('why').getAttribute('data-code'), 'outside_hours');
  assert.equal(await page.getByTestId('accepted').textContent(), '0');
});
