// Why nothing is proven now, in the reader's words.
import type { Messages } from '../i18n/en.ts';
import type { Idle } from '../state/session-view.ts';

/** The sentence for a reason, with the time left where it is known. */
export function reasonText(text: Messages, reason: Idle, now: number): string {
  const known = reason.code in text.reason;
  const sentence = known ? text.reason[reason.code as keyof Messages['reason']] : text.why.unknown(reason.code);
  if (reason.until === undefined || reason.until <= now) return sentence;
  return `${sentence} ${text.why.again(Math.ceil((reason.until - now) / 1000))}`;
}
