// How commands answer: text for people, one JSON object for machines.

/** What every command may be given. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Writes an answer in the form that was asked for. */
export function answer(options: OutputOptions, facts: object, text: string | readonly string[]): void {
  const lines = typeof text === 'string' ? [text] : text;
  process.stdout.write(`${options.json ? JSON.stringify(facts) : lines.join('\n')}\n`);
}

/** Bytes as hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
