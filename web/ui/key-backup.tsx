// The key's backup: a new key that there is an encrypted copy of, and the way back from a copy.
import { useSignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { texts } from '../i18n/language.ts';
import { needsPassphrase } from '../state/key-backup.ts';
import type { Page } from '../state/page.ts';
import { LEAST_CHARACTERS } from '../state/sealed-file.ts';
import { download } from './download.ts';
import { FileDrop } from './file-drop.tsx';
import { PassphraseField } from './passphrase-field.tsx';

type Deed = { readonly at: 'none' | 'running' | 'done' } | { readonly at: 'failed'; readonly error: ProverError };
type Run = (work: () => Promise<void>) => Promise<void>;

/** Changing the key, and taking one over. */
export function KeyBackup(props: { page: Page }) {
  const { page } = props;
  const text = texts.value.backup;
  const deed = useSignal<Deed>({ at: 'none' });
  const run: Run = async (work) => {
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
  const ready = !busy && now.at !== 'running';
  return (
    <details class="backup" data-testid="backup" data-at={now.at}>
      <summary>{text.title}</summary>
      <p class="soft">{page.node.keyReadable ? text.keptReadable : text.kept}</p>
      <p class="caution small">{text.warning}</p>
      {busy && <p class="soft">{text.busy}</p>}
      <Export page={page} ready={ready} run={run} />
      {!busy && <Restore page={page} ready={ready} run={run} />}
      <div role="status">{now.at === 'running' && <p class="soft">{text.working}</p>}</div>
      {now.at === 'failed' && (
        <p class="warning" role="alert" data-code={now.error.code}>
          {failureText(now.error)}
        </p>
      )}
    </details>
  );
}

function Export(props: { page: Page; ready: boolean; run: Run }) {
  const text = texts.value.backup;
  const phrase = useSignal('');
  const repeated = useSignal('');
  const differs = repeated.value !== '' && repeated.value !== phrase.value;
  const long = phrase.value.length >= LEAST_CHARACTERS;
  // Typed only once, a slip would lock the file for good.
  const fits = long && repeated.value === phrase.value;
  const change = (): Promise<void> =>
    props.run(() => props.page.node.changeKey(phrase.value, (file) => download(file, 'nexus-prover-key.json')));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (fits && props.ready) void change();
      }}
    >
      <div class="passphrases">
        <PassphraseField
          label={text.passphrase}
          hint={text.passphraseHint(LEAST_CHARACTERS)}
          value={phrase}
          testId="backup-passphrase"
          fresh
        />
        <PassphraseField
          label={text.repeat}
          wrong={differs ? text.differs : undefined}
          value={repeated}
          testId="backup-repeat"
          fresh
        />
      </div>
      <div class="actions">
        <button type="submit" data-testid="change-key" disabled={!fits || !props.ready}>
          {text.make}
        </button>
      </div>
    </form>
  );
}

function Restore(props: { page: Page; ready: boolean; run: Run }) {
  const text = texts.value.backup;
  const sealed = useSignal<{ readonly name: string; readonly bytes: Uint8Array } | undefined>(undefined);
  const phrase = useSignal('');
  const restore = (bytes: Uint8Array): Promise<void> => props.run(() => props.page.node.restore(bytes, phrase.value));
  const take = (name: string, bytes: Uint8Array): void => {
    sealed.value = undefined;
    phrase.value = '';
    if (asksForPassphrase(bytes)) sealed.value = { name, bytes };
    else void restore(bytes);
  };
  const file = sealed.value;
  return (
    <>
      <p class="soft">{text.restoreText}</p>
      <FileDrop invitation={text.restore} name={file?.name} testId="restore-key" took={take} />
      {file !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (props.ready) void restore(file.bytes);
          }}
        >
          <PassphraseField label={text.open} value={phrase} testId="restore-passphrase" />
          <div class="actions">
            <button type="submit" data-testid="open-backup" disabled={phrase.value === '' || !props.ready}>
              {text.unlock}
            </button>
          </div>
        </form>
      )}
    </>
  );
}

/** What is no backup at all is told by the attempt to restore it. */
function asksForPassphrase(file: Uint8Array): boolean {
  try {
    return needsPassphrase(file);
  } catch {
    return false;
  }
}

function failureText({ code, message }: ProverError): string {
  const text = texts.value.backup;
  if (code === 'backup_malformed') return text.unreadable;
  if (code === 'passphrase_wrong') return text.wrong;
  if (code === 'sealing_unsupported') return text.unsealable;
  return code === 'backup_elsewhere' ? text.elsewhere(message) : text.failed(code);
}
