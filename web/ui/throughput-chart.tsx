// What this browser proved over time: bars to look at, and the same numbers as a table.
import { useComputed, useSignal } from '@preact/signals';
import { count } from '../i18n/format.ts';
import { type Language, language, texts } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import { type Bar, SPANS, type Span, throughput } from '../state/throughput.ts';

const HEIGHT = 120;
/** The part of a bar's room that stays empty. */
const GAP = 0.25;

/** The chart, its spans and its table. */
export function ThroughputChart(props: { page: Page }) {
  const text = texts.value.chart;
  const say = language.value;
  const span = useSignal<Span>('hour');
  // Drawn anew once a bar's time, not once a second.
  const until = useComputed(() => Math.floor(now.value / SPANS[span.value].barMs) * SPANS[span.value].barMs);
  const bars = useComputed(() => throughput(props.page.results.proofs.value, until.value, span.value)).value;
  const most = Math.max(...bars.map(({ cycles }) => cycles));
  return (
    <section class="panel wide" aria-labelledby="chart" data-testid="chart">
      <div class="chart-head">
        <h2 id="chart">{text.title}</h2>
        <fieldset class="spans">
          <legend class="hidden-text">{text.span}</legend>
          {(Object.keys(SPANS) as Span[]).map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="span"
                checked={span.value === name}
                onChange={() => {
                  span.value = name;
                }}
              />
              <span>{text[name]}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {most === 0 ? (
        <p class="soft">{text.empty}</p>
      ) : (
        <>
          <Bars bars={bars} most={most} />
          <p class="chart-foot small soft number">
            <span>{timeText(bars[0]?.from ?? 0, span.value, say)}</span>
            <span>{text.most(count(most, say))}</span>
            <span>{text.now}</span>
          </p>
          <Table bars={bars} span={span.value} />
        </>
      )}
    </section>
  );
}

function Bars(props: { bars: readonly Bar[]; most: number }) {
  const { bars, most } = props;
  return (
    <svg class="bars" viewBox={`0 0 ${bars.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map(({ from, cycles }, i) => {
        // What is there is seen: one proof beside many is a line, not nothing.
        const height = cycles === 0 ? 0 : Math.max(2, (cycles / most) * HEIGHT);
        return <rect key={from} x={i + GAP / 2} y={HEIGHT - height} width={1 - GAP} height={height} />;
      })}
    </svg>
  );
}

function Table(props: { bars: readonly Bar[]; span: Span }) {
  const text = texts.value.chart;
  const say = language.value;
  return (
    <details class="small">
      <summary>{text.table}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.from}</th>
            <th scope="col">{text.proofs}</th>
            <th scope="col">{text.cycles}</th>
          </tr>
        </thead>
        <tbody class="number">
          {props.bars
            .filter(({ proofs }) => proofs > 0)
            .toReversed()
            .map((bar) => (
              <tr key={bar.from}>
                <th scope="row">{timeText(bar.from, props.span, say)}</th>
                <td>{bar.proofs}</td>
                <td>{count(bar.cycles, say)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}

function timeText(at: number, span: Span, say: Language): string {
  const day = span === 'week' ? ({ weekday: 'short' } as const) : {};
  return new Intl.DateTimeFormat(say, { ...day, hour: 'numeric', minute: '2-digit' }).format(at);
}
