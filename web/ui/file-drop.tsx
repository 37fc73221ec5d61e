// Where a file is dropped, or chosen with mouse or keyboard.
import { useSignal } from '@preact/signals';
import { texts } from '../i18n/language.ts';
import { Icon } from './icon.tsx';

/** Takes one file, a program unless `invitation` says otherwise, and gives its bytes. */
export function FileDrop(props: {
  invitation?: string;
  name?: string | undefined;
  testId?: string;
  took: (name: string, bytes: Uint8Array) => void;
}) {
  const text = texts.value.program;
  const over = useSignal(false);
  const take = async (files: FileList | null | undefined): Promise<void> => {
    const file = files?.[0];
    if (file !== undefined) props.took(file.name, new Uint8Array(await file.arrayBuffer()));
  };
  return (
    <label
      class={over.value ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => {
        over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        void take(event.dataTransfer?.files);
      }}
    >
      <Icon name="file" />
      <span>
        <strong>{props.name ?? props.invitation ?? text.drop}</strong>
        <span class="soft small">{props.name === undefined ? text.choose : text.another}</span>
      </span>
      <input
        type="file"
        data-testid={props.testId ?? 'program-file'}
        onChange={(event) => void take(event.currentTarget.files)}
      />
    </label>
  );
}
