// The page in Firefox: the same click, the same accepted proof.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testOrchestrator } from '../orchestrator.ts';
import { firefox, startFirefox } from './firefox.ts';

const skip = firefox === undefined && 'there is no Firefox here: set FIREFOX_PATH, or install it';

test('Firefox proves a task that the orchestrator accepts', { skip, timeout: 180_000 }, async () => {
  await using orchestrator = await testOrchestrator();
  await using browser = await startFirefox(firefox ?? '');
  await browser.open(orchestrator.url);
  await browser.value(seen('start', 'element.click() ?? true'));
  const accepted = await browser.value(seen('accepted', 'Number(element.textContent)'));
  assert.ok(Number(accepted) >= 1);
  assert.equal(await browser.value(seen('refused', 'element.textContent')), '0');
});

/** An expression that waits until what it says of an element is neither missing nor zero, and gives that. */
function seen(testId: string, said: string): string {
  return `new Promise((resolve) => {
    const look = () => {
      const element = document.querySelector('[data-testid="${testId}"]');
      const value = element && (${said});
      if (value) resolve(value);
      else setTimeout(look, 100);
    };
    look();
  })`;
}
