// All cases in turn, several times over: what disturbs the machine for a while disturbs every case.
import { type Case, nameOf } from './cases.ts';
import type { Host, Sample } from './sample.ts';

/** A case on a host, with all its samples. */
export interface Series extends Omit<Case, 'run'> {
  readonly host: Host['name'];
  readonly samples: Sample[];
}

/** Runs one round that only warms up and makes the keys, then those that count; `between` is called after each. */
export async function rounds(
  cases: readonly Case[],
  hosts: readonly Host[],
  count: number,
  between: () => Promise<void>,
  say: (text: string) => void,
): Promise<Series[]> {
  const all = cases.flatMap(({ run, ...rest }) =>
    hosts.map((host) => ({ host, run, series: { ...rest, host: host.name, samples: [] as Sample[] } })),
  );
  for (let round = 0; round <= count; round += 1) {
    for (const { host, run, series } of all) {
      const sample = await host.prove(run);
      const speed = Math.round((1000 * sample.cycles) / sample.proveMs).toLocaleString('en');
      say(
        `${round === 0 ? 'warm-up' : `round ${round}`}: ${nameOf(series)} 2^${series.size} ${host.name} ${speed} cycles/s`,
      );
      if (round > 0) series.samples.push(sample);
    }
    await between();
  }
  return all.map(({ series }) => series);
}
