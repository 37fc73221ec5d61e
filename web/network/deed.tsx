// A button whose press changes something at the orchestrator: asks first where that cannot be undone, and tells how it went.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ProverError } from '#client/errors.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { ProblemText } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';

/** The button. `sure` is what the second button says that has to be pressed then; `done` what is said afterwards. */
export function Deed(props: {
  act: () => Promise<unknown>;
  children: ComponentChildren;
  sure?: string | undefined;
  done?: string;
  testId?: string;
  disabled?: boolean;
  class?: string;
}) {
  const asking = useSignal(false);
  const acting = useSignal(false);
  const done = useSignal(false);
  const problem = useSignal<ProverError | undefined>(undefined);
  const first = useRef<HTMLButtonElement>(null);
  const second = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // The keyboard goes on where the question is, and back to where it came from.
  useLayoutEffect(() => {
    if (asking.value) second.current?.focus();
    else if (wasAsking.current) first.current?.focus();
    wasAsking.current = asking.value;
  }, [asking.value]);

  const act = async (): Promise<void> => {
    asking.value = false;
    acting.value = true;
    done.value = false;
    problem.value = undefined;
    try {
      await props.act();
      done.value = true;
    } catch (reason) {
      problem.value = codedError(reason, Date.now());
    } finally {
      acting.value = false;
    }
  };
  const press = (): void => {
    // Not disabled meanwhile: that would take the focus from it.
    if (acting.value) return;
    if (props.sure === undefined) void act();
    else asking.value = true;
  };
  return (
    <span class="deed">
      {asking.value ? (
        <>
          <button
            type="button"
            class="danger"
            ref={second}
            data-testid={props.testId && `${props.testId}-sure`}
            onClick={() => void act()}
            onKeyDown={(event) => {
              if (event.key === 'Escape') asking.value = false;
            }}
          >
            {props.sure}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              asking.value = false;
            }}
          >
            {networkTexts.value.admin.cancel}
          </button>
        </>
      ) : (
        <button
          type="button"
          class={props.class}
          ref={first}
          data-testid={props.testId}
          disabled={props.disabled}
          aria-busy={acting.value}
          onClick={press}
        >
          {props.children}
        </button>
      )}
      {done.value && props.done !== undefined && (
        <span role="status" class="accepted small">
          {props.done}
        </span>
      )}
      {problem.value !== undefined && <ProblemText problem={problem.value} />}
    </span>
  );
}
