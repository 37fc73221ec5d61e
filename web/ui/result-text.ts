// What became of a proof, in words.
import type { Messages } from '../i18n/en.ts';

/** `accepted`, `local`, or refused with its code. */
export function resultText(text: Messages, result: string): string {
  if (result === 'accepted') return text.proofs.accepted;
  if (result === 'local') return text.proofs.local;
  return `${text.proofs.refused}: ${result}`;
}
