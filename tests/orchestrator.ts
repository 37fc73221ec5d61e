// An orchestrator of a test's own, on a fresh database, in this process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Orchestrator, startOrchestrator } from '#orchestrator/main.ts';

/** A folder that is deleted at the end. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'nexus-prover-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** The built page. */
export const PAGE_DIR = join(import.meta.dirname, '../dist');

/** Starts one; its end takes the database and its folder with it. */
export async function testOrchestrator(
  pageDir = PAGE_DIR,
  seed = true,
): Promise<AsyncDisposable & Pick<Orchestrator, 'url'> & { readonly dataDir: string }> {
  const folder = temporaryFolder();
  const { url, close } = await startOrchestrator({ port: 0, dataDir: folder.path, pageDir, seed, logLevel: 'silent' });
  return {
    url,
    dataDir: folder.path,
    async [Symbol.asyncDispose]() {
      await close();
      folder[Symbol.dispose]();
    },
  };
}
