// The accepted proofs of this browser, each as its seal.
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { Seal } from './seal.tsx';

/** About three rows on a phone; the list of proofs has them all. */
const SHOWN = 36;

/** The newest proofs first. */
export function SealWall(props: { page: Page }) {
  const text = texts.value.seals;
  const hashes = props.page.results.accepted.value;
  return (
    <section class="panel wide wall" aria-labelledby="seals" data-testid="seals">
      <h2 id="seals">{text.title}</h2>
      {hashes.length === 0 ? (
        <p class="soft">{text.empty}</p>
      ) : (
        <ul>
          {hashes.slice(0, SHOWN).map((hash) => (
            <li key={hash}>
              <a href={addressOf({ screen: 'proof', hash })} aria-label={text.seal(hash)} title={hash}>
                <Seal hash={hash} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
