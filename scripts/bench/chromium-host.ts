// Proofs in workers of a page in Chromium, which runs the same sources: the server takes their types off.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { chromium as driver } from 'playwright-core';
import { root } from '../node24.mjs';
import { chromium } from '../setup/browser.mjs';
import type { Host, Sample } from './sample.ts';

const served = ['/scripts/bench/', '/zkvm-wasm/pkg/'];

/** The host, where a Chromium is installed. */
export async function chromiumHost(): Promise<Host | undefined> {
  const executablePath = chromium();
  if (executablePath === undefined) return undefined;
  const server = createServer(async ({ url = '/' }, response) => {
    const path = normalize(url);
    if (path === '/')
      return void response.setHeader('content-type', 'text/html').end('<!doctype html><title>bench</title>');
    if (!served.some((folder) => path.startsWith(folder))) return void response.writeHead(404).end();
    const file = await readFile(join(root, path)).catch(() => undefined);
    if (!file) return void response.writeHead(404).end();
    response.setHeader('content-type', path.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
    return void response.end(path.endsWith('.ts') ? stripTypeScriptTypes(file.toString()) : file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = await driver.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ type: 'module', content: "import '/scripts/bench/browser-page.ts'" });
  await page.waitForFunction(() => 'proveRun' in globalThis);
  return {
    name: 'chromium',
    prove({ elf, input }): Promise<Sample> {
      const texts = [elf, input].map((bytes) => Buffer.from(bytes).toString('base64')) as [string, string];
      return page.evaluate(([elf, input]) => proveRun(elf, input), texts);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      server.close();
    },
  };
}
