// The programs that tasks name by digest: in memory, kept by the host, else fetched; the prover checks the digest.
import type { OrchestratorClient, Program } from '../orchestrator/orchestrator-client.ts';
import type { Blobs } from '../store/blobs.ts';
import type { EngineId } from './task.ts';

/** Programs held in memory: a network has few, and each is about 100 kB. */
const HELD = 16;

/** Gives programs by digest. */
export class Programs {
  readonly #blobs: Blobs;
  readonly #orchestrator: Pick<OrchestratorClient, 'program'>;
  readonly #held = new Map<string, Promise<Program>>();

  constructor(blobs: Blobs, orchestrator: Pick<OrchestratorClient, 'program'>) {
    this.#blobs = blobs;
    this.#orchestrator = orchestrator;
  }

  /** The program; fetched at most once at a time. */
  async get(digest: string, engine: EngineId, signal?: AbortSignal): Promise<Program> {
    const held = this.#held.get(digest) ?? this.#load(digest, engine, signal);
    this.#held.delete(digest);
    this.#held.set(digest, held);
    for (const oldest of this.#held.keys()) if (this.#held.size > HELD) this.#held.delete(oldest);
    try {
      return await held;
    } catch (error) {
      this.#held.delete(digest);
      throw error;
    }
  }

  /** Forgets a program whose bytes turned out not to be what the digest says. */
  async forget(digest: string, engine: EngineId): Promise<void> {
    this.#held.delete(digest);
    await Promise.all([this.#blobs.remove(`${digest}.elf`), this.#blobs.remove(keyName(digest, engine))]);
  }

  async #load(digest: string, engine: EngineId, signal?: AbortSignal): Promise<Program> {
    const [elf, verifyingKey] = await Promise.all([
      this.#blobs.read(`${digest}.elf`),
      this.#blobs.read(keyName(digest, engine)),
    ]);
    if (elf !== undefined && verifyingKey !== undefined) return { name: digest, elf, verifyingKey };
    const program = await this.#orchestrator.program(digest, signal);
    // What cannot be kept is fetched again another time: a full disk must not keep anybody from proving.
    await Promise.allSettled([
      this.#blobs.write(`${digest}.elf`, program.elf),
      this.#blobs.write(keyName(digest, engine), program.verifyingKey),
    ]);
    return program;
  }
}

/** A verifying key fits one version of the engine and one profile; after an update it is fetched again. */
function keyName(digest: string, { airDigest, profile }: EngineId): string {
  return `${digest}.${airDigest.slice(0, 16)}.${profile}.key`;
}
