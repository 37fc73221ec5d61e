// The key's backup: a new key that there is a copy of, and the way back from a copy.
import { useSignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { download } from './download.ts';
import { FileDrop } from './file-drop.tsx';

type Deed = { readonly at: 'none' | 'running' | 'done' } | { readonly at: 'failed'; readonly error: ProverError };

/** Changing the key, and taking one over. */
export function KeyBackup(props: { page: Page }) {
  const { page } = props;
  const text = texts.value.backup;
  const deed = useSignal<Deed>({ at: 'none' });
  const run = async (work: () => Promise<void>): Promise<void> => {
    deed.value = { at: 'running' };
    try {
      await work();
      deed.value = { at: 'done' };
    } catch (error) {
      deed.value = { at: 'failed', error: ProverError.from(error) };
    }
  };
  // Leases and finished proofs belong to the key that they were made with.
  const busy = !['off', 'paused', 'failed'].includes(page.standing.value.state) || page.results.waiting.value > 0;
  const now = deed.value;
  if (now.at === 'done') {
    return (
      <div class="actions" role="status" data-testid="backup" data-at="done">
        <p>{text.made}</p>
        <button type="button" class="primary" data-testid="backup-reload" onClick={() => location.reload()}>
          {text.reload}
        </button>
      </div>
    );
  }
  return (
    <details class="backup" data-testid="backup" data-at={now.at}>
      <summary>{text.title}</summary>
      <p class="soft">{text.kept}</p>
      <p class="caution small">{text.warning}</p>
      {busy && <p class="soft">{text.busy}</p>}
      <div class="actions">
        <button
          type="button"
          data-testid="change-key"
          disabled={busy || now.at === 'running'}
          onClick={() => void run(() => page.node.changeKey((file) => download(file, 'nexus-prover-key.json')))}
        >
          {text.make}
        </button>
      </div>
      {!busy && (
        <>
          <p class="soft">{text.restoreText}</p>
          <FileDrop
            invitation={text.restore}
            testId="restore-key"
            took={(_name, file) => void run(() => page.node.restore(file))}
          />
        </>
      )}
      {now.at === 'failed' && (
        <p class="warning" role="alert">
          {failureText(now.error)}
        </p>
      )}
    </details>
  );
}

function failureText({ code, message }: ProverError): string {
  const text = texts.value.backup;
  if (code === 'backup_malformed') return text.unreadable;
  return code === 'backup_elsewhere' ? text.elsewhere(message) : text.failed(code);
}
