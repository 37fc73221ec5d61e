// The page's mark: four tiles of a seal.
import { MARK, sealPath } from './seal-path.ts';

/** The mark, as decoration beside the name. */
export function Mark() {
  return (
    <svg class="mark" viewBox={`0 0 ${MARK.side} ${MARK.side}`} aria-hidden="true">
      <path d={sealPath(MARK.hash, MARK.side)} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
