// Which screen is shown: the part of the address after #, so that any server can serve the page.
import { signal } from '@preact/signals';

/** A screen and what it is about. */
export type Route =
  | { readonly screen: 'prove' | 'proofs' | 'program' | 'settings' }
  | { readonly screen: 'proof'; readonly hash: string };

/** The screen now. */
export const route = signal<Route>({ screen: 'prove' });

/** The screen that an address names; an unknown one is the first screen. */
export function routeOf(fragment: string): Route {
  const [first, second] = fragment.replace(/^#?\/?/, '').split('/');
  if (first === 'proofs' && second) return { screen: 'proof', hash: second };
  if (first === 'proofs' || first === 'program' || first === 'settings') return { screen: first };
  return { screen: 'prove' };
}

/** The address of a screen. */
export function addressOf(target: Route): string {
  if (target.screen === 'proof') return `#/proofs/${target.hash}`;
  return target.screen === 'prove' ? '#/' : `#/${target.screen}`;
}

/** Follows the address from now on. */
export function followAddress(): void {
  const follow = (): void => {
    route.value = routeOf(location.hash);
    window.scrollTo(0, 0);
  };
  addEventListener('hashchange', () => {
    follow();
    // Screen readers and the keyboard go on at the new screen, not where the link was.
    document.getElementById('main')?.focus({ preventScroll: true });
  });
  follow();
}
