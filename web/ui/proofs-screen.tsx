// The list of proofs that this browser made.
import { count, duration, moment, shortHash } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { ProofDrop } from './proof-drop.tsx';
import { ReceiptsPanel } from './receipts-panel.tsx';
import { resultClass, resultText } from './result-text.ts';
import { Seal } from './seal.tsx';

/** More would help nobody, and cost a phone its breath. */
const SHOWN = 200;

/** The newest first. */
export function ProofsScreen(props: { page: Page }) {
  const text = texts.value;
  const say = language.value;
  const proofs = props.page.results.proofs.value;
  return (
    <section class="screen">
      <h1>{text.proofs.title}</h1>
      <ReceiptsPanel page={props.page} />
      {proofs.length === 0 ? (
        <p class="empty soft">
          {text.proofs.empty} <a href="#/">{text.hero.start}</a>
        </p>
      ) : (
        <ul class="proof-list" data-testid="proofs">
          {proofs.slice(0, SHOWN).map((proof) => (
            <li key={proof.hash}>
              <a href={addressOf({ screen: 'proof', hash: proof.hash })}>
                <Seal hash={proof.hash} class={resultClass(proof.result)} />
                <span class="mono">{shortHash(proof.hash)}</span>
                <span class={resultClass(proof.result)}>{resultText(text, proof.result)}</span>
                <span class="number">{proof.cycles > 0 && text.unit.cycles(count(proof.cycles, say))}</span>
                <span class="number">{proof.proveMs > 0 && duration(proof.proveMs, say)}</span>
                <time class="soft number">{moment(proof.finishedAt, say)}</time>
              </a>
            </li>
          ))}
        </ul>
      )}
      <section class="note">
        <h2>{text.proofs.check}</h2>
        <ProofDrop page={props.page} />
      </section>
    </section>
  );
}
