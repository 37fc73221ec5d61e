// What is left to say when the page could not start.
import type { ProverError } from '#client/errors.ts';
import { texts } from '../i18n/language.ts';
import { Header } from './header.tsx';

/** The failure in words, with its code. */
export function Failure(props: { error: ProverError }) {
  const text = texts.value;
  const { code, message, remedy } = props.error;
  return (
    <>
      <Header />
      <main>
        <section class="screen" role="alert">
          <h1>{text.state.failed}</h1>
          <p class="warning">
            <span class="mono">{code}</span> {message}
          </p>
          {remedy !== undefined && <p>{remedy}</p>}
          <p>
            <button type="button" onClick={() => location.reload()}>
              {text.controls.retry}
            </button>
          </p>
        </section>
      </main>
    </>
  );
}
