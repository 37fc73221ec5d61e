// The network's throughput as bars, refused on top of accepted, and the same numbers as a table.
import { type Signal, useSignal } from '@preact/signals';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { Choice } from './choice.tsx';
import { networkTexts } from './i18n/texts.ts';
import { barsOf, type Minute, SPANS, type Span, ticksTo } from './minutes.ts';

const HEIGHT = 100;
/** The part of a bar's room that stays empty. */
const GAP = 0.22;
/** Times below the chart: as many as fit on a phone. */
const LABELS = 4;

type Measure = 'proofs' | 'cycles';

/** The chart with its choices. */
export function ThroughputPanel(props: { minutes: readonly Minute[]; span: Signal<Span> }) {
  const text = networkTexts.value.throughput;
  const measure = useSignal<Measure>('proofs');
  const bars = barsOf(props.minutes, props.span.value);
  return (
    <section class="panel" aria-labelledby="throughput" data-testid="throughput">
      <div class="chart-head">
        <h2 id="throughput">{text.title}</h2>
        <div class="choices">
          <Choice
            name="measure"
            label={text.measure}
            options={[
              ['proofs', text.proofs],
              ['cycles', text.cycles],
            ]}
            chosen={measure.value}
            choose={(chosen) => {
              measure.value = chosen;
            }}
          />
          <Choice
            name="network-span"
            label={text.span}
            options={(Object.keys(SPANS) as Span[]).map((span) => [span, text[span]])}
            chosen={props.span.value}
            choose={(chosen) => {
              props.span.value = chosen;
            }}
          />
        </div>
      </div>
      <Plot bars={bars} measure={measure.value} />
      <Table bars={bars} />
    </section>
  );
}

function Plot(props: { bars: readonly Minute[]; measure: Measure }) {
  const { bars, measure } = props;
  const text = networkTexts.value.throughput;
  const say = language.value;
  const pointed = useSignal<number | undefined>(undefined);
  const parts = (bar: Minute): readonly [number, number] =>
    measure === 'cycles' ? [bar.cycles, 0] : [bar.accepted, bar.refused];
  const most = Math.max(...bars.map((bar) => parts(bar)[0] + parts(bar)[1]));
  const ticks = ticksTo(most);
  const top = ticks.at(-1) ?? 1;
  const heightOf = (value: number): number => (value === 0 ? 0 : Math.max(1.5, (value / top) * HEIGHT));
  const bar = pointed.value === undefined ? undefined : bars[pointed.value];
  return (
    <div class="plot" aria-hidden="true">
      <div class="plot-ticks small soft number">
        {ticks.map((tick) => (
          <span key={tick} style={{ bottom: `${(tick / top) * 100}%` }}>
            {count(tick, say)}
          </span>
        ))}
      </div>
      <div
        class="plot-area"
        onPointerMove={(event) => {
          const { left, width } = event.currentTarget.getBoundingClientRect();
          pointed.value = Math.min(bars.length - 1, Math.floor(((event.clientX - left) / width) * bars.length));
        }}
        onPointerLeave={() => {
          pointed.value = undefined;
        }}
      >
        {ticks.slice(1).map((tick) => (
          <i key={tick} style={{ bottom: `${(tick / top) * 100}%` }} />
        ))}
        <svg class="bars" viewBox={`0 0 ${bars.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {bars.map((one, i) => {
            const [good, bad] = parts(one).map(heightOf) as [number, number];
            return (
              <g key={one.from} class={i === pointed.value ? 'pointed' : undefined}>
                <rect class="room" x={i} y={0} width={1} height={HEIGHT} />
                <rect x={i + GAP / 2} y={HEIGHT - good} width={1 - GAP} height={good} />
                <rect class="refused" x={i + GAP / 2} y={HEIGHT - good - bad} width={1 - GAP} height={bad} />
              </g>
            );
          })}
        </svg>
        {most === 0 && <p class="soft plot-empty">{text.empty}</p>}
      </div>
      <p class="plot-times small soft number">
        {Array.from({ length: LABELS + 1 }, (_, i) => bars[Math.round((i / LABELS) * (bars.length - 1))]).map(
          (labelled) => labelled && <span key={labelled.from}>{timeText(labelled.from, say)}</span>,
        )}
      </p>
      <p class="plot-readout small number">
        {bar === undefined ? (
          <>
            <span class="key">{text.accepted}</span>
            {measure === 'proofs' && <span class="key refused">{text.refused}</span>}
            <span class="soft">{text.hint}</span>
          </>
        ) : (
          text.readout(
            timeText(bar.from, say),
            count(bar.accepted, say),
            count(bar.refused, say),
            count(bar.cycles, say),
          )
        )}
      </p>
    </div>
  );
}

function Table(props: { bars: readonly Minute[] }) {
  const text = networkTexts.value.throughput;
  const say = language.value;
  const some = props.bars.filter(({ accepted, refused }) => accepted + refused > 0).toReversed();
  return (
    <details class="small">
      <summary>{text.table}</summary>
      {some.length === 0 ? (
        <p class="soft">{text.empty}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.from}</th>
              <th scope="col">{text.accepted}</th>
              <th scope="col">{text.refused}</th>
              <th scope="col">{text.cycles}</th>
            </tr>
          </thead>
          <tbody class="number">
            {some.map((bar) => (
              <tr key={bar.from}>
                <th scope="row">{timeText(bar.from, say)}</th>
                <td>{count(bar.accepted, say)}</td>
                <td>{count(bar.refused, say)}</td>
                <td>{count(bar.cycles, say)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

function timeText(at: number, say: string): string {
  return new Intl.DateTimeFormat(say, { hour: 'numeric', minute: '2-digit' }).format(at);
}
