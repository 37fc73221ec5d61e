// Which program and engine a program id of the Nexus v3 protocol stands for.
import type { EngineId } from '../../pipeline/task.ts';
import type { Program } from '../orchestrator-client.ts';

/** What proves the tasks that name one program id. */
export interface V3Program {
  readonly engine: EngineId;
  readonly programDigest: string;
  /** A shorter input makes a task malformed. */
  readonly leastInputBytes: number;
  readonly load: () => Promise<Program>;
}

/** Programs by the id that tasks name. */
export type V3Programs = ReadonlyMap<string, V3Program>;
