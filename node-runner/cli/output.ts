// How commands answer: text for people, one JSON object for machines, and files where they are wanted.
import { writeFile } from 'node:fs/promises';
import { ProverError } from '#client/errors.ts';

/** What every command may be given. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Writes an answer in the form that was asked for. */
export function answer(options: OutputOptions, facts: object, text: string | readonly string[]): void {
  const lines = typeof text === 'string' ? [text] : text;
  process.stdout.write(`${options.json ? JSON.stringify(facts) : lines.join('\n')}\n`);
}

/** Writes a file that was asked for; one that is there already is replaced. */
export async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (cause) {
    const remedy = 'Choose another file with --out.';
    throw new ProverError('not_writable', `${path}: ${(cause as Error).message}`, { cause, remedy });
  }
}

/** Bytes as hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
