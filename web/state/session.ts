// Whose token this tab shows. It is kept in the tab's session storage, which ends with the tab, and never in an address.
import { type ReadonlySignal, signal } from '@preact/signals';

const KEY = 'api token';
/** Set beside a token that was made for this tab by signing in. */
const OWN = 'api token is of this tab';

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
const own = signal(readOwn());
const left = signal(false);

/** The token; undefined: nobody is signed in. */
export const token: ReadonlySignal<string | undefined> = held;
/** Undefined until the orchestrator was asked. */
export const holder: ReadonlySignal<Holder | undefined> = known;
/** True after the orchestrator did not know the token any more. */
export const tokenLost: ReadonlySignal<boolean> = lost;

/**
 * Whether the token was made for this tab, so that nobody else misses it. One that was typed in may be at work elsewhere,
 * in a build for example.
 */
export const tokenOfTab: ReadonlySignal<boolean> = own;
/** True after signing out while the orchestrator did not answer: the token is good until it ends. */
export const tokenLeft: ReadonlySignal<boolean> = left;

/** Shows this token from now on; `ofTab`: it was made by signing in here. */
export function holdToken(value: string, ofTab = false): void {
  held.value = value;
  own.value = ofTab;
  left.value = false;
  known.value = undefined;
  lost.value = false;
  try {
    sessionStorage.setItem(KEY, value);
    if (ofTab) sessionStorage.setItem(OWN, 'yes');
    else sessionStorage.removeItem(OWN);
  } catch {} // Storage is refused: the token lasts as long as the page.
}

/** Shows none any more: because the orchestrator does not take it, or because it could not be told that it shall not. */
export function dropToken(why?: 'expired' | 'not revoked'): void {
  held.value = undefined;
  known.value = undefined;
  own.value = false;
  lost.value = why === 'expired';
  left.value = why === 'not revoked';
  try {
    sessionStorage.removeItem(KEY);
    sessionStorage.removeItem(OWN);
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

function readOwn(): boolean {
  try {
    return sessionStorage.getItem(OWN) !== null;
  } catch {
    return false;
  }
}
