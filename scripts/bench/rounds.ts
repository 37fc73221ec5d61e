// All cases in turn, several times over: what disturbs the machine for a while disturbs every case.
import type { Guest } from './guests.ts';
import type { Host, Run, Sample } from './sample.ts';

/** A guest's run of a size. */
export interface Case {
  readonly guest: Guest;
  /** Logarithm of the cycles that the run has at most. */
  readonly size: number;
  readonly run: Run;
}

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
        `${round === 0 ? 'warm-up' : `round ${round}`}: ${series.guest} 2^${series.size} ${host.name} ${speed} cycles/s`,
      );
      if (round > 0) series.samples.push(sample);
    }
    await between();
  }
  return all.map(({ series }) => series);
}
