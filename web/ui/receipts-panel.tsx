// What the orchestrator has signed for: checked in this tab on demand.
import { useSignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { count } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { Icon } from './icon.tsx';

type Check =
  | { readonly at: 'none' | 'running' }
  | { readonly at: 'valid'; readonly receipts: bigint; readonly cycles: bigint }
  | { readonly at: 'invalid'; readonly code: string };

/** Explanation, button, outcome, for this browser's node or another one. Nothing before this browser has a node. */
export function ReceiptsPanel(props: { page: Page; nodeId?: string }) {
  const { page, nodeId } = props;
  const text = texts.value.receipts;
  const say = language.value;
  const check = useSignal<Check>({ at: 'none' });
  const begin = async (): Promise<void> => {
    check.value = { at: 'running' };
    try {
      const chain = await page.node.checkReceipts(nodeId);
      check.value = { at: 'valid', receipts: chain.count, cycles: chain.cycles };
    } catch (error) {
      check.value = { at: 'invalid', code: ProverError.from(error, 'orchestrator_unreachable').code };
    }
  };
  if (nodeId === undefined && page.node.identity.value === undefined) return null;
  const outcome = check.value;
  return (
    <section class="receipts" aria-labelledby="receipts" data-testid="receipts" data-check={outcome.at}>
      <h2 id="receipts">{text.title}</h2>
      <p class="soft">{text.text}</p>
      <div class="actions">
        <button type="button" data-testid="check-receipts" disabled={outcome.at === 'running'} onClick={begin}>
          {text.check}
        </button>
        <p role="status">
          {outcome.at === 'valid' && (
            <span class="accepted">
              <Icon name="check" /> {text.valid(count(outcome.receipts, say), count(outcome.cycles, say))}
            </span>
          )}
          {outcome.at === 'invalid' && <span class="refused">{text.invalid(outcome.code)}</span>}
        </p>
      </div>
    </section>
  );
}
