// What a reader asks for in the form for a new job, and whether it can be asked.
import { bytesOfHex } from '../state/hex.ts';

/** The inputs in a text, one a line; a text without any is one empty input. `wrong` is the first line that is none. */
export function inputsOf(text: string): { readonly inputs: readonly Uint8Array[] } | { readonly wrong: number } {
  const inputs: Uint8Array[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const input = bytesOfHex(line);
    if (input === undefined) return { wrong: i + 1 };
    inputs.push(input);
  }
  return { inputs: inputs.length === 0 ? [new Uint8Array()] : inputs };
}

/** A whole number in a field: undefined where the field is empty, NaN where it is none or out of bounds. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : Number.NaN;
}

/** When the time in a field for date and time is: undefined where it is empty, NaN where it is over. */
export function deadlineOf(text: string, now: number): number | undefined {
  if (text === '') return undefined;
  const at = new Date(text).getTime();
  return at > now ? at : Number.NaN;
}
