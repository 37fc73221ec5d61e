// Proves in a fresh worker each time and keeps the keys that the first proof of each kind makes: as the product does.
import type { Answer, Job, Run, Sample } from './sample.ts';

/** A worker as either host has it: what it says comes in order. */
export interface Line {
  post(job: Job): void;
  /** The next thing it says; rejects if it fails or ends. */
  next(): Promise<unknown>;
  end(): unknown;
}

const nothing = new Uint8Array(0);

/** A prover over workers. */
export function disposableProver(spawn: () => Line): (run: Run) => Promise<Sample> {
  const provingKeys = new Map<string, Job['provingKey']>();
  const verifyingKeys = new Map<string, Job['verifyingKey']>();
  return async (run) => {
    const program = fingerprint(run.elf);
    // A proving key is of one height, which the length of the run gives: each run has its own here.
    const name = program + fingerprint(run.input);
    const provingKey = provingKeys.get(name) ?? nothing;
    const verifyingKey = verifyingKeys.get(program) ?? nothing;
    const began = performance.now();
    const line = spawn();
    try {
      await line.next();
      const readyMs = performance.now() - began;
      line.post({ elf: run.elf, input: run.input, provingKey, verifyingKey });
      const { provingKey: made, verifyingKey: alsoMade, ...sample } = (await line.next()) as Answer;
      const spawnToProofMs = performance.now() - began - sample.verifyMs;
      if (made.length > 0) provingKeys.set(name, made);
      if (alsoMade.length > 0) verifyingKeys.set(program, alsoMade);
      return { ...sample, readyMs, spawnToProofMs };
    } finally {
      await line.end();
    }
  };
}

function fingerprint(bytes: Uint8Array): string {
  return `${bytes.length}:${bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0)} `;
}
