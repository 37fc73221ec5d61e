// The engine of another network's clients, plugged in by the operator: it judges what our own engine did not make.
import { readFileSync } from 'node:fs';
import type { Log } from '#orchestrator/log.ts';
import { type Engine, startEngine } from './engine.ts';
import type { VerifierSource } from './verifier.ts';
import type { EngineDescription, ProofClaim, ProofToVerify } from './verifier-messages.ts';

export interface ForeignEngine {
  readonly description: EngineDescription;
  /** What proofs say of themselves, unverified. */
  claim(proofs: Uint8Array[]): Promise<ProofClaim[]>;
  /** Accepts by returning: they are proofs of runs of the program that those clients have built in. */
  verify(proofs: ProofToVerify[]): Promise<void>;
  close: Engine['close'];
}

/** Starts it for the one program that it judges. */
export async function startForeignEngine(
  source: VerifierSource,
  program: URL,
  workers: number,
  log: Log,
): Promise<ForeignEngine> {
  const engine = await startEngine(source, workers, log);
  try {
    const elf = new Uint8Array(readFileSync(program));
    const profile = engine.description.profiles[0] ?? '';
    const { verifyingKey } = await engine.register(elf, profile);
    return {
      description: engine.description,
      claim: engine.claim,
      verify: (proofs) => engine.verify({ verifyingKey, proofs, profile, program: elf }),
      close: engine.close,
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
