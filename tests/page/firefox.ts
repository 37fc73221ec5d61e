// Firefox over WebDriver BiDi, spoken directly: playwright-core cannot drive the Firefox of a distribution.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../orchestrator.ts';

const PLACES = [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'];
const START_TRIES = 120;

/** Where Firefox is; undefined: nowhere. */
export const firefox = PLACES.find((path) => path !== undefined && existsSync(path));

/** A Firefox with one tab. */
export interface Firefox extends AsyncDisposable {
  open(url: string): Promise<void>;
  /** The value of an expression in the tab; promises are awaited. */
  value(expression: string): Promise<unknown>;
}

/** Starts one without a window and with a profile of its own. */
export async function startFirefox(path: string): Promise<Firefox> {
  const profile = temporaryFolder();
  const port = await freePort();
  const flags = ['--headless', '--no-remote', '--profile', profile.path, '--remote-debugging-port', String(port)];
  const browser = spawn(path, flags, { stdio: 'ignore', env: { ...process.env, HOME: profile.path } });
  const socket = await connected(`ws://127.0.0.1:${port}/session`);
  const answers = new Map<number, (answer: { result?: Record<string, unknown>; message?: string }) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data));
    answers.get(answer.id)?.(answer);
  });
  const call = async (method: string, params: object): Promise<Record<string, unknown>> => {
    const id = answers.size + 1;
    const { promise, resolve } = Promise.withResolvers<{ result?: Record<string, unknown>; message?: string }>();
    answers.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
    const { result, message } = await promise;
    if (result === undefined) throw new Error(`${method}: ${message}`);
    return result;
  };
  await call('session.new', { capabilities: {} });
  const { contexts } = await call('browsingContext.getTree', {});
  const [{ context }] = contexts as [{ context: string }];
  return {
    open: async (url) => void (await call('browsingContext.navigate', { context, url, wait: 'complete' })),
    async value(expression) {
      const answer = await call('script.evaluate', { expression, target: { context }, awaitPromise: true });
      const { result, exceptionDetails } = answer;
      if (exceptionDetails !== undefined) throw new Error((exceptionDetails as { text: string }).text);
      return (result as { value?: unknown }).value;
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await ended(browser);
      profile[Symbol.dispose]();
    },
  };
}

async function connected(address: string): Promise<WebSocket> {
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const socket = new WebSocket(address);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
    if (await promise) return socket;
    await delay(500);
  }
  throw new Error('Firefox does not answer');
}

async function ended(browser: ChildProcess): Promise<void> {
  if (browser.exitCode !== null) return;
  browser.kill('SIGKILL');
  await once(browser, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
