// What a person reads of the benchmark: Markdown tables, as docs/performance.md has them.
import { nameOf } from './cases.ts';
import type { Figure } from './figures.ts';
import { cyclesPerProcessorSecond, cyclesPerSecond } from './figures.ts';
import type { Series } from './rounds.ts';
import { quantile, summary } from './statistics.ts';
import type { Rows } from './yardstick.ts';

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, unit, reach, less, value, reached }) => {
    const measured = value === undefined ? '–' : `${short(value)} ${unit}`;
    return [
      name,
      `${less ? '≤' : '≥'} ${short(reach)} ${unit}`,
      measured,
      reached ? 'yes' : value === undefined ? '–' : 'no',
    ];
  });
  return table(['figure', 'reach', 'measured', 'reached'], rows);
}

export function speedTable(series: readonly Series[], yardstick: Rows): string {
  const rows = series.map((one) => {
    const { size, host, samples } = one;
    const { median, min, max } = summary(samples.map(cyclesPerSecond));
    const middle = (of: (sample: (typeof samples)[number]) => number) => quantile(samples.map(of), 0.5);
    return [
      nameOf(one),
      `2^${size}`,
      host,
      `${short(median)} (${short(min)}–${short(max)})`,
      host === 'chromium' ? '–' : short(middle(cyclesPerProcessorSecond)),
      // A ratio of processor times where the host tells it: what disturbs one of the two falls out.
      (host === 'chromium'
        ? median / yardstick.perSecond
        : middle(cyclesPerProcessorSecond) / yardstick.perProcessorSecond
      ).toFixed(2),
      short(middle((sample) => sample.memoryBytes) / 2 ** 20),
      short(middle((sample) => sample.proofBytes) / 1000),
      middle((sample) => sample.verifyMs).toFixed(1),
    ];
  });
  const speeds = ['cycles/s (least–most)', 'by processor time', 'per yardstick row'];
  const head = ['guest', 'cycles', 'host', ...speeds, 'MiB', 'proof kB', 'verify ms'];
  return table(head, rows);
}

/** The phases of one case, in order, with their share. */
export function phaseTable(series: Series): string {
  const { size, host, samples } = series;
  const names = Object.keys(samples[0]?.phases ?? {});
  const medians = names.map((name) =>
    quantile(
      samples.map(({ phases }) => phases[name] ?? 0),
      0.5,
    ),
  );
  const all = medians.reduce((sum, ms) => sum + ms, 0);
  const rows = names.map((name, index) => {
    const ms = medians[index] ?? 0;
    return [name, ms.toFixed(1), `${((100 * ms) / all).toFixed(1)} %`];
  });
  return table([`phase (${nameOf(series)}, 2^${size}, ${host})`, 'ms', 'share'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const short = (value: number): string =>
  value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
