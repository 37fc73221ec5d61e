// What became of a proof, in words.
import type { Messages } from '../i18n/en.ts';

/** `accepted`, `local`, `received`, or refused with its code. */
export function resultText(text: Messages, result: string): string {
  if (result === 'accepted') return text.proofs.accepted;
  if (result === 'local') return text.proofs.local;
  if (result === 'received') return text.proofs.received;
  return `${text.proofs.refused}: ${result}`;
}

/** How what became of a proof is coloured: only acceptance and refusal are. */
export function resultClass(result: string): string {
  if (result === 'accepted') return 'accepted';
  return result === 'local' || result === 'received' ? '' : 'refused';
}
