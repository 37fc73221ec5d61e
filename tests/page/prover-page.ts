// The page in a real browser, with what every test of it looks at.
import assert from 'node:assert/strict';
import { after, type TestContext } from 'node:test';
import { type BrowserContext, chromium as driver, type Page } from 'playwright-core';
import { chromium } from '../../scripts/setup/browser.mjs';
import { testOrchestrator } from '../orchestrator.ts';

const executablePath = chromium();

/** For `test`: why it cannot run here. */
export const skip = executablePath === undefined && 'there is no Chromium here: set CHROMIUM_PATH, or install it';

/** One orchestrator for the tests of a file, each of which is another visitor. */
let shared: ReturnType<typeof testOrchestrator> | undefined;
after(async () => (await shared)?.[Symbol.asyncDispose]());

/** A browser with the page's orchestrator; it ends with the test, which fails if the page complained of anything. */
export interface PageBrowser {
  readonly url: string;
  readonly dataDir: string;
  readonly context: BrowserContext;
  /** A tab whose complaints count. */
  tab(): Promise<Page>;
}

/**
 * Opens one. `expected` are complaints that belong to the test, for example of requests that it cuts off; `pageDir` is
 * another built page, for the whole file.
 */
export async function openBrowser(t: TestContext, expected?: RegExp, pageDir?: string): Promise<PageBrowser> {
  shared ??= testOrchestrator(pageDir);
  const orchestrator = await shared;
  const browser = await driver.launch({
    executablePath: executablePath ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const complaints: string[] = [];
  t.after(async () => {
    await browser.close();
    assert.deepEqual(complaints, []);
  });
  const complain = (text: string): void => {
    if (!expected?.test(text)) complaints.push(text);
  };
  return {
    url: orchestrator.url,
    dataDir: orchestrator.dataDir,
    context,
    async tab() {
      const page = await context.newPage();
      page.on('pageerror', (error) => complain(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complain(message.text());
      });
      return page;
    },
  };
}

/** Waits until the prover is in a state. */
export async function standing(page: Page, state: string, timeout = 30_000): Promise<void> {
  await page.locator(`[data-testid="status"][data-state="${state}"]`).waitFor({ timeout });
}

/** Waits until at least so many proofs are accepted, and gives their number. */
export async function accepted(page: Page, least: number, timeout = 60_000): Promise<number> {
  await page.waitForFunction(
    (number) => Number(document.querySelector('[data-testid="accepted"]')?.textContent) >= number,
    least,
    { timeout },
  );
  return Number(await page.getByTestId('accepted').textContent());
}

/** Signs in with an API token, on a page that asks for one. */
export async function signIn(page: Page, token: string): Promise<void> {
  await page.getByTestId('token').fill(token);
  await page.getByTestId('use-token').click();
  await page.getByTestId('signed-in').waitFor();
}
