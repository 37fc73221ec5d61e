// The last thing that went wrong, unless the state line says the same already.
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';

/** A line, or nothing. */
export function Trouble(props: { page: Page }) {
  const { reason } = texts.value;
  const { trouble } = props.page.view.value;
  const standing = props.page.standing.value;
  if (trouble === undefined || standing.state === 'offline' || trouble.code === standing.reason?.code) return null;
  // What is tried again is no trouble any more once nothing is tried.
  const resting = ['off', 'paused', 'held', 'watching'].includes(standing.state);
  if (resting && !trouble.final) return null;
  return (
    <p
      class={trouble.final ? 'warning small trouble' : 'caution small trouble'}
      data-testid="trouble"
      data-code={trouble.code}
    >
      {trouble.code in reason ? (
        reason[trouble.code as keyof typeof reason]
      ) : (
        <>
          <span class="mono">{trouble.code}</span> {trouble.message}
        </>
      )}
    </p>
  );
}
