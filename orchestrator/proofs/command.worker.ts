// The far side of a verifier that is a command: one process for each call, in a private folder, ended with all its own.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { hexToBytes } from '@noble/hashes/utils.js';
import { COMMAND_MEMORY_BYTES } from '#orchestrator/limits.ts';
import { checkHash } from './hash.ts';
import type { VerifierCalls, VerifierCommand, VerifierRequest, VerifierResponse } from './verifier-messages.ts';

const { command, deadlineMs } = workerData as VerifierCommand;
const [program = '', ...before] = command;
const LONGEST_ANSWER = 1024 * 1024;
const WATCH_EVERY_MS = 100;

type Files = Record<string, Uint8Array>;

/** Runs the command on files; gives what it prints and a file that it may have written. */
async function run(args: string[], files: Files = {}, made?: string): Promise<{ said: string; bytes: Uint8Array }> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'engine-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const said = await ended(args, folder);
    return { said, bytes: made === undefined ? new Uint8Array() : readFileSync(join(folder, made)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(args: string[], cwd: string): Promise<string> {
  // A process group of its own, so that what it starts ends with it.
  const child = spawn(program, [...before, ...args], { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  let [said, complained] = ['', ''];
  child.stdout.on('data', (data) => {
    said += data;
    if (said.length > LONGEST_ANSWER) end();
  });
  child.stderr.on('data', (data) => {
    complained = (complained + data).slice(-4_096);
  });
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    end();
  }, deadlineMs);
  const watch = setInterval(() => residentBytes(child.pid) > COMMAND_MEMORY_BYTES && end(), WATCH_EVERY_MS);
  return new Promise<string>((resolve, reject) => {
    child.once('error', (error) => reject(failure('trap', error.message)));
    child.once('close', (code) => {
      if (code === 0) resolve(said);
      else reject(late ? failure('deadline', `the command took more than ${deadlineMs} ms`) : told(complained, code));
    });
  }).finally(() => {
    clearTimeout(deadline);
    clearInterval(watch);
    end();
  });
}

function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4_096;
  } catch {
    return 0;
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The last line of what it complained of says why; without it the command broke down. */
function told(complained: string, exit: number | null): Error {
  try {
    const { code, message } = JSON.parse(complained.trim().split('\n').at(-1) ?? '');
    if (typeof code === 'string') return failure(code, String(message));
  } catch {
    // Not in our form: whatever it was, the command did not answer.
  }
  return failure('trap', `the command ended with ${exit}`);
}

async function answer(request: VerifierRequest): Promise<VerifierCalls[keyof VerifierCalls]['answer']> {
  switch (request.call) {
    case 'describe':
      return JSON.parse((await run(['describe'])).said);
    case 'register': {
      const files = { program: request.elf };
      const { said } = await run(['digest', '--program', 'program'], files);
      const args = ['key', '--program', 'program', '--profile', request.profile, '--key', 'key'];
      return { programDigest: said.trim(), verifyingKey: (await run(args, files, 'key')).bytes };
    }
    case 'execute': {
      const args = ['run', '--program', 'program', '--input', 'input', '--output', 'output'];
      const { said } = await run(args, { program: request.elf, input: request.input });
      const { cycles, exitCode, outputHex } = JSON.parse(said);
      return { cycles, exitCode, output: hexToBytes(outputHex) };
    }
    case 'claim':
      // A command has no call for this: what its proofs do not say is what a run without output gives.
      return request.proofs.map(() => ({ output: new Uint8Array(), exitCode: 0, profile: '' }));
    case 'verify': {
      const { program = new Uint8Array(), verifyingKey: key, profile } = request;
      for (const { proof, proofHash, input, output, exitCode } of request.proofs) {
        checkHash(proof, proofHash);
        const files = { program, key, proof, input, output };
        const named = Object.keys(files).flatMap((name) => [`--${name}`, name]);
        await run(['verify', ...named, '--profile', profile, '--exit-code', String(exitCode)], files);
      }
      return {};
    }
  }
}

async function handle(request: VerifierRequest): Promise<void> {
  const respond = (response: VerifierResponse) => parentPort?.postMessage(response);
  try {
    respond({ id: request.id, ok: true, answer: await answer(request), memoryBytes: 0 });
  } catch (error) {
    const { code = 'trap', message } = error as Error & { code?: string };
    respond({
      id: request.id,
      ok: false,
      code,
      message,
      trapped: code === 'trap' || code === 'deadline',
      memoryBytes: 0,
    });
  }
}

// One after the other, as a module answers: what has come in behind waits here.
let last = Promise.resolve();
parentPort?.on('message', (request: VerifierRequest) => {
  last = last.then(() => handle(request));
});
