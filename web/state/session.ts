// Whose token this tab shows. It is kept in the tab's session storage, which ends with the tab, and never in an address.
import { type ReadonlySignal, signal } from '@preact/signals';

const KEY = 'api token';

/** What the orchestrator says of the one who holds the token. */
export interface Holder {
  readonly userId: string;
  readonly walletAddress: string;
  readonly admin: boolean;
  readonly nodeIds: readonly string[];
}

const held = signal<string | undefined>(read());
const known = signal<Holder | undefined>(undefined);
const lost = signal(false);

/** The token; undefined: nobody is signed in. */
export const token: ReadonlySignal<string | undefined> = held;
/** Undefined until the orchestrator was asked. */
export const holder: ReadonlySignal<Holder | undefined> = known;
/** True after the orchestrator did not know the token any more. */
export const tokenLost: ReadonlySignal<boolean> = lost;

/** Shows this token from now on. */
export function holdToken(value: string): void {
  held.value = value;
  known.value = undefined;
  lost.value = false;
  try {
    sessionStorage.setItem(KEY, value);
  } catch {} // Storage is refused: the token lasts as long as the page.
}

/** Shows none any more; `expired`: because the orchestrator does not take it. */
export function dropToken(expired = false): void {
  held.value = undefined;
  known.value = undefined;
  lost.value = expired;
  try {
    sessionStorage.removeItem(KEY);
  } catch {}
}

/** The orchestrator's word on the token. */
export function knowHolder(value: Holder): void {
  known.value = value;
}

function read(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
