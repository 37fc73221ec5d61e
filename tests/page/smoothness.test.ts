// The page stays smooth while every core proves. What its main thread takes is measured in processor time, which other
// programs of the machine cannot stretch; frames are compared with a control run of as many busy workers and nothing else.
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

const WATCHED_MS = 4_000;
/** A task is long, and a frame late, from here on. */
const LONG_MS = 50;
/** With fewer, the orchestrator of the test, which verifies beside the workers, takes the page's own processor. */
const ENOUGH_CORES = 4;
const CATEGORIES = ['__metadata', 'toplevel', 'disabled-by-default-devtools.timeline'];

interface Stalls {
  /** Processor time of the main thread's tasks, longest first, in milliseconds. */
  readonly tasks: readonly number[];
  /** Times between two frames, longest first. */
  readonly gaps: readonly number[];
}

test('while all workers prove, the page has no long task and no late frame that the control has not', {
  skip,
  timeout: 90_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(url);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  // Other programs that want the processors make frames late, and that is no fault of the page.
  const quiet = cores >= ENOUGH_CORES && (loadavg()[0] ?? 0) < cores / 2;
  await page.getByTestId('start').click();
  for (let workers = Math.max(1, Math.floor(cores / 2)); workers < cores; workers += 1) {
    await page.getByRole('button', { name: 'One worker more' }).click();
  }
  const before = await accepted(page, 1);
  await standing(page, 'proving');
  const proving = await stallsOf(page);
  const made = Number(await page.getByTestId('accepted').textContent()) - before;
  await page.close();

  const control = await tab();
  await openBlank(control, url);
  await control.evaluate((count) => {
    const source = URL.createObjectURL(new Blob(['for (;;) Math.sqrt(2);'], { type: 'text/javascript' }));
    for (let i = 0; i < count; i += 1) new Worker(source);
  }, cores);
  const busy = await stallsOf(control);
  t.diagnostic(`${cores} workers, ${made} proofs accepted meanwhile: ${said(proving)}; control: ${said(busy)}`);

  assert.ok(proving.tasks.length > 100, 'the tasks were not seen');
  assert.ok((proving.tasks[0] ?? 0) < LONG_MS, `a task took ${proving.tasks[0]} ms of processor time`);
  const late = ({ gaps }: Stalls): number => gaps.filter((gap) => gap > LONG_MS).length;
  // The orchestrator of the test verifies on the same processors, which the control does not.
  if (quiet) assert.ok(late(proving) <= late(busy) + 3, said(proving));
});

test('the measure sees a page that stalls', { skip, timeout: 30_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await openBlank(page, url);
  await page.evaluate(() => {
    setInterval(() => {
      for (const begin = performance.now(); performance.now() - begin < 200; );
    }, 400);
  });
  const { tasks, gaps } = await stallsOf(page);
  assert.ok((tasks[0] ?? 0) > LONG_MS, `${tasks[0]} ms`);
  assert.ok((gaps[1] ?? 0) > LONG_MS, `${gaps[1]} ms`);
});

/** A page of the same origin without anything in it. */
async function openBlank(page: Page, url: string): Promise<void> {
  await page.route('**/blank', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }),
  );
  await page.goto(`${url}/blank`);
}

const said = ({ tasks, gaps }: Stalls): string =>
  `longest tasks ${tasks.slice(0, 3).map((ms) => ms.toFixed(1))} ms of processor time, ` +
  `${gaps.length} frames, longest gaps ${gaps.slice(0, 3).map(Math.round)} ms`;

async function stallsOf(page: Page): Promise<Stalls> {
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: CATEGORIES });
  const gaps = await page.evaluate(async (watchedMs) => {
    const seen: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const begin = performance.now();
    let last: number | undefined;
    const frame = (now: number): void => {
      if (last !== undefined) seen.push(now - last);
      last = now;
      if (performance.now() - begin < watchedMs) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
    await promise;
    return seen.toSorted((a, b) => b - a);
  }, WATCHED_MS);
  const trace = JSON.parse(String(await browser?.stopTracing())) as { traceEvents: TraceEvent[] };
  return { gaps, tasks: mainThreadTasks(trace.traceEvents) };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time of the thread, in microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** The main threads of renderers are told by their names; a page of the test is the only one that does anything. */
function mainThreadTasks(events: readonly TraceEvent[]): readonly number[] {
  const named = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const main = new Set(named.map(({ pid, tid }) => `${pid} ${tid}`));
  return events
    .filter(({ name, pid, tid, tdur }) => tdur !== undefined && /RunTask/.test(name) && main.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000)
    .toSorted((a, b) => b - a);
}
