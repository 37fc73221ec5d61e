// The engine that proofs are verified with: our zkVM's WASM package, or another worker with the same four calls.
import { pathToFileURL } from 'node:url';
import { isErrorCode, OrchestratorError } from '#orchestrator/errors.ts';
import { COMMAND_DEADLINE_MS, REGISTER_DEADLINE_MS, VERIFY_DEADLINE_MS } from '#orchestrator/limits.ts';
import type { Log } from '#orchestrator/log.ts';
import { readPackage, verifiersOf } from './package.ts';
import { EngineRefusal, VerifierLost, type VerifierSource } from './verifier.ts';
import type {
  EngineDescription,
  ProofClaim,
  VerificationRequest,
  VerifierCalls,
  VerifierCommand,
} from './verifier-messages.ts';
import { createVerifierPool, type VerifierPool } from './verifier-pool.ts';

export interface Engine {
  readonly description: EngineDescription;
  /** Makes what is needed to verify a program's proofs. */
  register(elf: Uint8Array, profile: string): Promise<VerifierCalls['register']['answer']>;
  execute(elf: Uint8Array, input: Uint8Array): Promise<VerifierCalls['execute']['answer']>;
  /** What proofs say of themselves; refuses as `proof_malformed` what is not this engine's. */
  claim(proofs: Uint8Array[]): Promise<ProofClaim[]>;
  /** Accepts by returning; refuses with an OrchestratorError whose code names the rule. */
  verify(request: VerificationRequest): Promise<void>;
  state: VerifierPool['state'];
  close(): Promise<void>;
}

/** What an operator names an engine by: the file of its module, which ends in .wasm, or a command with its arguments. */
export function engineAt(named: string, deadlineMs = COMMAND_DEADLINE_MS): VerifierSource {
  if (named.endsWith('.wasm')) return verifiersOf(readPackage(pathToFileURL(named)));
  const workerData: VerifierCommand = { command: named.split(' ').filter(Boolean), deadlineMs };
  return { worker: new URL('./command.worker.ts', import.meta.url), workerData };
}

/** Starts an engine with up to `workers` verifiers at a time. */
export async function startEngine(source: VerifierSource, workers: number, log: Log): Promise<Engine> {
  const pool = createVerifierPool(source, workers, log);
  const description = await pool.ask('describe', {}, REGISTER_DEADLINE_MS);
  return {
    description,
    register: (elf, profile) => coded(pool.ask('register', { elf, profile }, REGISTER_DEADLINE_MS)),
    execute: (elf, input) => coded(pool.ask('execute', { elf, input }, REGISTER_DEADLINE_MS)),
    claim: (proofs) => coded(pool.ask('claim', { proofs }, VERIFY_DEADLINE_MS)),
    async verify(request) {
      const deadline = VERIFY_DEADLINE_MS;
      const ask = () => pool.ask('verify', request, deadline);
      await coded(
        ask().catch((error) => {
          // Once more in a fresh worker: was it the proof or the worker?
          if (error instanceof VerifierLost && error.loss !== 'deadline') return ask();
          throw error;
        }),
      );
    },
    state: pool.state,
    close: pool.close,
  };
}

async function coded<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineRefusal) {
      throw new OrchestratorError(isErrorCode(error.code) ? error.code : 'proof_invalid', error.message, {
        cause: error,
      });
    }
    if (error instanceof VerifierLost && error.loss === 'trap') {
      throw new OrchestratorError('proof_malformed', 'the verifier broke down on it, twice', { cause: error });
    }
    if (error instanceof VerifierLost) {
      throw new OrchestratorError('verifier_unavailable', 'it could not be verified in time', {
        retryAfterSeconds: 30,
        cause: error,
      });
    }
    throw error;
  }
}
