// Two tabs of one browser: one proves, the other watches and may take over.
import { test } from 'node:test';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

test('a second tab watches the first, takes over when asked, and goes on when the first is closed', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const first = await tab();
  await first.goto(url);
  await first.getByTestId('start').click();
  await accepted(first, 1);

  const second = await tab();
  await second.goto(url);
  await standing(second, 'watching');
  const seen = await accepted(second, 1);

  await second.getByTestId('take-over').click();
  await standing(first, 'paused');
  await accepted(second, seen + 1);

  await first.close();
  await accepted(second, seen + 2);
});
