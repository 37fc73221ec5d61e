// Where a proof from elsewhere is dropped: it is checked in this tab, and shown if it holds.
import { useSignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { FileDrop } from './file-drop.tsx';

type Reading = { readonly at: 'none' | 'running' } | { readonly at: 'refused'; readonly code: string };

/** Takes a file; with a hash, only the proof of that hash. */
export function ProofDrop(props: { page: Page; hash?: string }) {
  const text = texts.value;
  const reading = useSignal<Reading>({ at: 'none' });
  const take = async (bytes: Uint8Array): Promise<void> => {
    reading.value = { at: 'running' };
    try {
      const hash = await props.page.results.receive(bytes, props.hash);
      reading.value = { at: 'none' };
      location.hash = addressOf({ screen: 'proof', hash });
    } catch (error) {
      reading.value = { at: 'refused', code: ProverError.from(error).code };
    }
  };
  const now = reading.value;
  return (
    <>
      <FileDrop invitation={text.proofs.dropProof} testId="proof-file" took={(_name, bytes) => void take(bytes)} />
      <p role="status" data-testid="proof-drop" data-at={now.at}>
        {now.at === 'running' && text.proof.verifying}
        {now.at === 'refused' && (
          <span class="refused">
            {now.code === 'another_proof' ? text.proofs.another : text.proof.invalid(now.code)}
          </span>
        )}
      </p>
    </>
  );
}
