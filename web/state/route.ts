// Which screen is shown: the part of the address after #, so that any server can serve the page.
import { signal } from '@preact/signals';

/** The parts of the administration. */
export const ADMIN_PARTS = ['nodes', 'users', 'jobs', 'programs', 'tokens', 'audit'] as const;
export type AdminPart = (typeof ADMIN_PARTS)[number];

/** A screen of the network's pages, which are loaded when one is first shown. */
export type NetworkRoute =
  | { readonly screen: 'network' | 'jobs' | 'new-job' }
  | { readonly screen: 'node'; readonly nodeId: string }
  | { readonly screen: 'job'; readonly jobId: string }
  | { readonly screen: 'admin'; readonly part: AdminPart };

/** A screen and what it is about. */
export type Route =
  | { readonly screen: 'prove' | 'proofs' | 'program' | 'settings' }
  | { readonly screen: 'proof'; readonly hash: string }
  | { readonly screen: 'pair'; readonly code: string }
  | NetworkRoute;

/** The screen now. */
export const route = signal<Route>({ screen: 'prove' });

/** The screen that an address names; an unknown one is the first screen. */
export function routeOf(fragment: string): Route {
  const [first, second] = fragment.replace(/^#?\/?/, '').split('/');
  if (first === 'proofs' && second) return { screen: 'proof', hash: second };
  if (first === 'proofs' || first === 'program' || first === 'settings') return { screen: first };
  if (first === 'pair') return { screen: 'pair', code: second ?? '' };
  return networkRouteOf(first, second) ?? { screen: 'prove' };
}

/** Whether a screen is one of the network's pages. */
export function isOfNetwork(target: Route): target is NetworkRoute {
  return networkAddressOf(target) !== undefined;
}

function networkRouteOf(first: string | undefined, second: string | undefined): NetworkRoute | undefined {
  if (first === 'network') return { screen: 'network' };
  if (first === 'nodes' && second) return { screen: 'node', nodeId: second };
  if (first === 'jobs' && second === 'new') return { screen: 'new-job' };
  if (first === 'jobs') return second ? { screen: 'job', jobId: second } : { screen: 'jobs' };
  if (first === 'admin') return { screen: 'admin', part: ADMIN_PARTS.find((part) => part === second) ?? 'nodes' };
  return undefined;
}

function networkAddressOf(target: Route): string | undefined {
  switch (target.screen) {
    case 'network':
    case 'jobs':
      return `#/${target.screen}`;
    case 'new-job':
      return '#/jobs/new';
    case 'node':
      return `#/nodes/${target.nodeId}`;
    case 'job':
      return `#/jobs/${target.jobId}`;
    case 'admin':
      return `#/admin/${target.part}`;
    default:
      return undefined;
  }
}

/** The address of a screen. */
export function addressOf(target: Route): string {
  const address = networkAddressOf(target);
  if (address !== undefined) return address;
  if (target.screen === 'proof') return `#/proofs/${target.hash}`;
  if (target.screen === 'pair') return target.code === '' ? '#/pair' : `#/pair/${target.code}`;
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
