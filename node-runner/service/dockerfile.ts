// A Dockerfile as its instructions.
import { readFileSync } from 'node:fs';

/** One instruction: its name, and what follows it on one line. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of a Dockerfile, in their order. */
export function instructionsOf(path: string | URL): Instruction[] {
  const lines = readFileSync(path, 'utf8').replaceAll('\\\n', ' ').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = ''] = line.split(' ', 1);
      return { name, text: line.slice(name.length).trim() };
    });
}
