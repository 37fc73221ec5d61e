// The seal of one proof.
import { SEAL_SIDE, sealPath } from './seal-path.ts';

/** A picture drawn from a proof's hash; decoration, because the hash itself or a label always stands beside it. */
export function Seal(props: { hash: string; class?: string }) {
  return (
    <svg class={`seal ${props.class ?? ''}`} viewBox={`0 0 ${SEAL_SIDE} ${SEAL_SIDE}`} aria-hidden="true">
      <path d={sealPath(props.hash)} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
