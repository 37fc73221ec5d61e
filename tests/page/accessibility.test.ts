// Every screen in both languages and appearances, on a desk and on a phone: no violation that axe can find, nothing cut off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { violationsOf } from './axe.ts';
import { accepted, openBrowser, skip } from './prover-page.ts';

const SCREENS = ['introduction', 'prove', 'proofs', 'proof', 'proofs/0123', 'program', 'settings', 'pair'] as const;

test('no screen has a violation in either language and appearance', { skip, timeout: 180_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  // A colour on its way to another is not what a reader reads.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(url);
  await violationsOf(page, 'introduction');
  await page.getByTestId('start').click();
  await accepted(page, 1);
  await page.getByTestId('pause').click();
  for (const language of ['en', 'zh']) {
    for (const theme of ['light', 'dark']) {
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.getByTestId('language').selectOption(language);
        await page.getByTestId('theme').selectOption(theme);
        for (const screen of SCREENS) {
          await show(page, url, screen);
          assert.deepEqual(await violationsOf(page, `${screen} ${language} ${theme} ${width}`), []);
        }
      }
    }
  }
});

async function show(page: Page, url: string, screen: (typeof SCREENS)[number]): Promise<void> {
  if (screen === 'introduction') {
    await page.goto(`${url}/#/`);
    await page.reload();
    await page.getByTestId('start').waitFor();
  } else if (screen === 'prove') {
    await page.getByTestId('start').click();
    await page.getByTestId('pause').click();
    await page.getByTestId('resume').waitFor();
  } else if (screen === 'proof') {
    await page.locator('[data-testid="proofs"] a').first().click();
    await page.getByTestId('verify').waitFor();
  } else {
    await page.goto(`${url}/#/${screen}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('details').evaluateAll((all) => {
      for (const one of all) (one as HTMLDetailsElement).open = true;
    });
  }
}
