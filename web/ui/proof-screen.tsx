// One proof: what it says, what became of it, and a check of it in this very tab.
import { useSignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { bytes, count, duration, moment } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { KeptProof } from '../state/kept-proof.ts';
import type { Page } from '../state/page.ts';
import { BytesView } from './bytes-view.tsx';
import { download } from './download.ts';
import { Icon } from './icon.tsx';
import { ProofDrop } from './proof-drop.tsx';
import { resultClass, resultText } from './result-text.ts';
import { Seal } from './seal.tsx';

/** The proof by its hash. */
export function ProofScreen(props: { page: Page; hash: string }) {
  const text = texts.value;
  const proof = props.page.results.proofs.value.find(({ hash }) => hash === props.hash);
  return (
    <article class="screen">
      <p>
        <a class="back" href="#/proofs">
          <Icon name="back" />
          {text.proofs.back}
        </a>
      </p>
      {proof === undefined ? (
        <>
          <h1>{text.proofs.unknown}</h1>
          <p class="mono hash">{props.hash}</p>
          <p class="lead soft">{text.proofs.unknownText}</p>
          <ProofDrop page={props.page} hash={props.hash} />
        </>
      ) : (
        <>
          <div class="proof-head">
            <Seal hash={proof.hash} class={resultClass(proof.result)} />
            <div>
              <h1>{text.proof.title}</h1>
              <p class="mono hash">{proof.hash}</p>
              <p class={resultClass(proof.result)}>{resultText(text, proof.result)}</p>
            </div>
          </div>
          <Actions page={props.page} proof={proof} />
          <Facts proof={proof} />
        </>
      )}
    </article>
  );
}

type Sharing = 'none' | 'copied' | 'by_hand';
type Check =
  | { readonly at: 'none' | 'running' | 'missing' }
  | { readonly at: 'valid'; readonly ms: number; readonly bits: string }
  | { readonly at: 'invalid'; readonly code: string };

function Actions(props: { page: Page; proof: KeptProof }) {
  const { page, proof } = props;
  const text = texts.value.proof;
  const check = useSignal<Check>({ at: 'none' });
  const verify = async (): Promise<void> => {
    check.value = { at: 'running' };
    try {
      const { ms, bits } = await page.results.verify(proof);
      check.value = { at: 'valid', ms, bits: bitsText(bits) };
    } catch (error) {
      const { code } = ProverError.from(error);
      check.value = code === 'proof_not_kept' ? { at: 'missing' } : { at: 'invalid', code };
    }
  };
  const sharing = useSignal<Sharing>('none');
  const save = async (): Promise<void> => {
    try {
      download(await page.results.file(proof), `${proof.hash.slice(0, 16)}.bundle`);
    } catch (error) {
      const { code } = ProverError.from(error);
      check.value = code === 'proof_not_kept' ? { at: 'missing' } : { at: 'invalid', code };
    }
  };
  const share = async (): Promise<void> => {
    // Absent on pages that did not come over a safe connection; rejects where the reader forbids it.
    const copied = navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    sharing.value = (await copied) ? 'copied' : 'by_hand';
  };
  return (
    <div class="actions">
      <button
        type="button"
        class="primary"
        data-testid="verify"
        disabled={check.value.at === 'running'}
        onClick={verify}
      >
        {check.value.at === 'running' ? text.verifying : text.verify}
      </button>
      <button type="button" data-testid="download" onClick={save}>
        <Icon name="download" />
        {text.download}
      </button>
      <button type="button" data-testid="share" onClick={share}>
        <Icon name="link" />
        {text.share}
      </button>
      <p role="status" data-testid="verdict" data-verdict={check.value.at}>
        <Verdict check={check.value} />
      </p>
      <p class="soft small after-actions" role="status" data-testid="shared" data-at={sharing.value}>
        {sharing.value === 'none' ? text.downloadHint : sharing.value === 'copied' ? text.shared : text.shareByHand}
      </p>
    </div>
  );
}

function Verdict(props: { check: Check }) {
  const { check } = props;
  const text = texts.value.proof;
  if (check.at === 'valid') {
    return (
      <span class="accepted">
        <Icon name="check" /> {text.verified(duration(check.ms, language.value))} {check.bits}
      </span>
    );
  }
  if (check.at === 'invalid') return <span class="refused">{text.invalid(check.code)}</span>;
  return check.at === 'missing' ? <span>{text.notKept}</span> : null;
}

function Facts(props: { proof: KeptProof }) {
  const { proof } = props;
  const text = texts.value;
  const say = language.value;
  return (
    <dl class="facts">
      <Fact name={text.proof.program}>
        <code class="hash">{proof.programDigest}</code>
      </Fact>
      <Fact name={text.proof.input}>
        <BytesView bytes={proof.input} />
      </Fact>
      <Fact name={text.proof.output}>
        <BytesView bytes={proof.output} />
      </Fact>
      <Fact name={text.proof.exitCode}>{proof.exitCode}</Fact>
      {proof.cycles > 0 && <Fact name={text.proof.cycles}>{count(proof.cycles, say)}</Fact>}
      {proof.proveMs > 0 && <Fact name={text.proofs.time}>{duration(proof.proveMs, say)}</Fact>}
      <Fact name={text.proof.size}>{bytes(proof.proofBytes)}</Fact>
      <Fact name={text.proof.security}>
        {[bitsText(proof.bits ?? {}), text.proof.profile(proof.profile)].filter((said) => said !== '').join(' · ')}
      </Fact>
      <Fact name={text.proofs.when}>{moment(proof.finishedAt, say)}</Fact>
      {proof.taskId !== '' && (
        <Fact name={text.proofs.task}>
          <code class="hash">{proof.taskId}</code>
        </Fact>
      )}
    </dl>
  );
}

function Fact(props: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class="number">{props.children}</dd>
    </div>
  );
}

function bitsText(bits: Readonly<Record<string, number>>): string {
  const text = texts.value.proof;
  const said: string[] = [];
  if (bits.proven !== undefined) said.push(text.proven(Math.floor(bits.proven)));
  if (bits.conjectured !== undefined) said.push(text.conjectured(Math.floor(bits.conjectured)));
  return said.join(', ');
}
