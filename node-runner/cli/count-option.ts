// Options that are counts.
import { InvalidArgumentError } from 'commander';
import type { Messages } from '../lang/messages.ts';

/** The value of an option that is a whole number from 1 on. */
export function positiveCount(text: string, say: Messages): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError(say.wholeNumber);
  return count;
}
