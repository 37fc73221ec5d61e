// The figures of the last proof made in this tab; nothing is shown that was not measured.
import { useComputed } from '@preact/signals';
import { bytes, count, duration } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';

/** Prove time, verify time, sizes. */
export function MeasuredFigures(props: { page: Page }) {
  const text = texts.value.measured;
  const say = language.value;
  // The figures change with each proof, the rest of the view many times in between.
  const measured = useComputed(() => props.page.view.value.measured).value;
  const wasmBytes = useComputed(() => props.page.view.value.wasmBytes).value;
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
