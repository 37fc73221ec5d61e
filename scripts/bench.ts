// `npm run bench`: how fast the zkVM proves in WebAssembly and natively, and every figure of docs/performance.md.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { casesOf } from './bench/cases.ts';
import { chromiumHost } from './bench/chromium-host.ts';
import {
  bytesPerCycle,
  cyclesPerProcessorSecond,
  cyclesPerSecond,
  figures,
  fusedGain,
  mean,
  type Small,
} from './bench/figures.ts';
import { cellsPerCycle, guestNames } from './bench/guests.ts';
import { nativeHost } from './bench/native-host.ts';
import { moduleBytes, nodeHost } from './bench/node-host.ts';
import { figureTable, phaseTable, speedTable } from './bench/report.ts';
import { rounds } from './bench/rounds.ts';
import type { Host } from './bench/sample.ts';
import { memoryOf, smallest, twoWorkers } from './bench/side-by-side.ts';
import { geometricMean, summary } from './bench/statistics.ts';
import { type Rows, yardstick } from './bench/yardstick.ts';
import { root } from './node24.mjs';

const usage =
  'usage: npm run bench -- [--json] [--quick] [--rounds <n>] [--guests <name,…>] [--hosts <name,…>] [--sizes <log2 of cycles,…>]';

function options() {
  try {
    const [string, boolean] = [{ type: 'string' }, { type: 'boolean', default: false }] as const;
    const { values } = parseArgs({
      options: { json: boolean, quick: boolean, rounds: string, guests: string, sizes: string, hosts: string },
    });
    const { quick } = values;
    return {
      ...values,
      rounds: Number(values.rounds ?? (quick ? 1 : 3)),
      guests: values.guests?.split(',') ?? (quick ? ['fib_input_initial', 'sort'] : guestNames),
      hosts: values.hosts?.split(',') ?? ['node', 'chromium', 'native'],
      sizes: (values.sizes?.split(',') ?? (quick ? [12, 16] : [12, 16, 18, 20])).map(Number),
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

const chosen = options();
const say = (text: string): void => console.error(text);
const guests = guestNames.filter((guest) => chosen.guests.includes(guest));
const cases = casesOf(guests, chosen.sizes, say);

const hosts: Host[] = [nodeHost()];
for (const [name, open] of [
  ['chromium', chromiumHost],
  ['native', nativeHost],
] as const) {
  if (!chosen.hosts.includes(name)) continue;
  const host = await open();
  if (host) hosts.push(host);
  else say(`${name} is left out: it is not installed`);
}
const size = chosen.sizes.includes(18) ? 18 : Math.max(...chosen.sizes);
const rowsPerSecond = yardstick();
await rowsPerSecond();
const yardsticks: Rows[] = [];
const measureYardstick = async () => void yardsticks.push(await rowsPerSecond());
const series = await rounds(cases, hosts, chosen.rounds, measureYardstick, say);

const small: Partial<Record<Host['name'], Small>> = {};
for (const host of hosts.filter(({ name }) => name !== 'native')) {
  say(`the smallest proof: ${host.name}`);
  small[host.name] = await smallest(host, chosen.quick ? 3 : 20);
}
say('two workers against one');
const node = hosts[0] as Host;
const gain = await twoWorkers(node, Math.min(size, 18), chosen.quick ? 1 : 3);
const large: Record<number, number | undefined> = {};
for (const log of chosen.quick ? [] : [19, 21]) {
  say(`a proof of 2^${log} cycles`);
  large[log] = await memoryOf(node, log);
}
const measured = { series, size, small, twoWorkers: gain, large };
for (const host of hosts) await host[Symbol.asyncDispose]();

const all = figures(measured);
const unit: Rows = {
  perSecond: summary(yardsticks.map((rows) => rows.perSecond)).median,
  perProcessorSecond: summary(yardsticks.map((rows) => rows.perProcessorSecond)).median,
};
const ofSize = cases.filter((one) => one.size === size && one.variant === 'plain');
const verify = all.find(({ name }) => name.startsWith('verifying'))?.value;
const result = {
  wasm_cycles_per_s: mean(series, { host: 'node', size }, cyclesPerSecond),
  wasm_cycles_per_processor_s: mean(series, { host: 'node', size }, cyclesPerProcessorSecond),
  chromium_cycles_per_s: mean(series, { host: 'chromium', size }, cyclesPerSecond),
  native_cycles_per_s: mean(series, { host: 'native', size }, cyclesPerSecond),
  fused_wasm_cycles_per_s: mean(series, { host: 'node', size, variant: 'fused' }, cyclesPerSecond),
  fused_native_cycles_per_s: mean(series, { host: 'native', size, variant: 'fused' }, cyclesPerSecond),
  fused_gain: fusedGain(series, size),
  yardstick_rows_per_s: unit.perSecond,
  yardstick_rows_per_processor_s: unit.perProcessorSecond,
  wasm_cycles_per_yardstick_row:
    (mean(series, { host: 'node', size }, cyclesPerProcessorSecond) ?? 0) / unit.perProcessorSecond,
  wasm_bytes_per_cycle: mean(series, { host: 'node', size }, bytesPerCycle),
  proof_bytes: mean(series, { host: 'node', size }, (sample) => sample.proofBytes),
  verify_ms: verify,
  module_bytes: moduleBytes.length,
  cells_per_cycle: geometricMean(ofSize.map(({ run }) => cellsPerCycle(run))),
  log_cycles: size,
  machine: `${cpus().length} × ${cpus()[0]?.model}`,
  commit: execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  figures: all,
  series,
};
console.log(`\n${result.machine}, commit ${result.commit}\n\n${figureTable(all)}\n\n${speedTable(series, unit)}`);
const [first] = guests;
for (const one of series.filter(({ guest, host }) => guest === first && host !== 'chromium')) {
  if (one.size === size) console.log(`\n${phaseTable(one)}`);
}
if (chosen.json) console.log(JSON.stringify(result));
