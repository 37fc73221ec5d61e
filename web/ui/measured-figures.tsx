// The figures of the last proof made in this tab; nothing is shown that was not measured.
import { bytes, count, duration } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { SessionView } from '../state/session-view.ts';

/** Prove time, verify time, sizes. */
export function MeasuredFigures(props: { view: SessionView }) {
  const text = texts.value.measured;
  const say = language.value;
  const { measured, wasmBytes } = props.view;
  const figures = measured && [
    [text.prove, duration(measured.proveMs, say)],
    [text.verify, duration(measured.verifyMs, say)],
    [text.size, bytes(measured.proofBytes)],
    [text.cycles, count(measured.cycles, say)],
    [text.memory, wasmBytes > 0 ? bytes(wasmBytes) : '–'],
  ];
  return (
    <section class="panel" aria-labelledby="measured" data-testid="measured">
      <h2 id="measured">{text.title}</h2>
      {figures === undefined ? (
        <p class="soft">{text.none}</p>
      ) : (
        <dl class="rows">
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="number">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
