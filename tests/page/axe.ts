// What axe finds wrong with a screen, and whether anything of it is cut off.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** Every violation of the screen as it is now, named by `where`. */
export async function violationsOf(page: Page, where: string): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    const cut = document.documentElement.scrollWidth - innerWidth;
    const named = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    return cut > 0 ? [...named, `${cut} pixels too wide`] : named;
  });
  return found.map((violation) => `${where}: ${violation}`);
}
