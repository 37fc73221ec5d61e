// One run or proof of the reader's own program, as a series of states.
import { ProverError } from '#client/errors.ts';
import type { Execution } from '#client/prover/messages.ts';
import type { KeptProof } from './kept-proof.ts';
import { PROFILE } from './local-prover.ts';
import type { Page } from './page.ts';

/** How far a trial is. */
export type Trial =
  | { readonly at: 'none' }
  | { readonly at: 'running'; readonly phase: string; readonly fraction: number }
  | { readonly at: 'ran'; readonly execution: Execution }
  | { readonly at: 'proven'; readonly proof: KeptProof; readonly verifyMs: number }
  | { readonly at: 'failed'; readonly code: string; readonly message: string };

/** What to try. */
export interface Question {
  readonly elf: Uint8Array;
  readonly input: Uint8Array;
  readonly prove: boolean;
}

/** Runs the program and, if asked, proves it; the states end with `ran`, `proven` or `failed`. */
export async function* trialOf(
  page: Pick<Page, 'local' | 'results'>,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<Trial> {
  const { elf, input, prove } = question;
  try {
    yield { at: 'running', phase: 'execute', fraction: 0 };
    if (!prove) {
      yield { at: 'ran', execution: await page.local.execute(elf, input, signal) };
      return;
    }
    // Progress comes by callback: the latest is handed on whenever somebody asks for the next state.
    let latest: Trial = { at: 'running', phase: 'starting', fraction: 0 };
    let changed = Promise.withResolvers<'progress'>();
    const proving = page.local.prove(
      elf,
      input,
      (progress) => {
        latest = { at: 'running', ...progress };
        changed.resolve('progress');
      },
      signal,
    );
    while ((await Promise.race([proving.then(() => 'done' as const), changed.promise])) === 'progress') {
      changed = Promise.withResolvers();
      yield latest;
    }
    const run = await proving;
    const proof: KeptProof = {
      version: 1,
      hash: run.hash,
      taskId: '',
      programDigest: run.programDigest,
      profile: PROFILE,
      input,
      output: run.output,
      exitCode: run.exitCode,
      cycles: run.cycles,
      proveMs: run.proveMs,
      proofBytes: run.proof.length,
      finishedAt: Date.now(),
      bits: run.bits,
      result: 'local',
    };
    await page.results.keep(proof, run.proof, elf);
    yield { at: 'proven', proof, verifyMs: run.verifyMs };
  } catch (error) {
    const { code, message } = ProverError.from(error);
    yield code === 'aborted' ? { at: 'none' } : { at: 'failed', code, message };
  }
}
