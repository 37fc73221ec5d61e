// The page's mark: four tiles of a seal.
import { sealPath } from './seal-path.ts';

/** The tiles of the mark; the icons in public/ are drawn from the same. */
export const MARK = '0736';
const SIDE = 2;

/** The mark, as decoration beside the name. */
export function Mark() {
  return (
    <svg class="mark" viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
      <path d={sealPath(MARK, SIDE)} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
