// The parts of a running orchestrator that its routes work with.
import type { Database } from './db/database.ts';
import type { Events } from './events/events.ts';
import type { Origins } from './http/origins.ts';
import type { Log } from './log.ts';
import type { Presence } from './nodes/presence.ts';
import type { RateLimit } from './nodes/rate-limit.ts';
import type { Leader } from './overview/leaders.ts';
import type { NetworkState } from './overview/statistics.ts';
import type { Throughput } from './overview/throughput.ts';
import type { Programs } from './programs/programs.ts';
import type { Engine } from './proofs/engine.ts';
import type { ProofFiles } from './proofs/files.ts';
import type { ForeignEngine } from './proofs/foreign.ts';
import type { Submissions } from './proofs/submissions.ts';
import type { Signer } from './receipts/receipt.ts';
import type { Addresses } from './routes/caller.ts';
import type { Queue } from './tasks/queue.ts';

export interface Network {
  db: Database;
  queue: Queue;
  engine: Engine;
  /** Judges what v3 clients send that our engine did not make. */
  v3Engine: ForeignEngine | undefined;
  programs: Programs;
  submissions: Submissions;
  events: Events;
  presence: Presence;
  addresses: Addresses;
  origins: Origins;
  /** Registrations by address. */
  registrations: RateLimit;
  statistics: () => Promise<NetworkState>;
  /** What came in during each of the last minutes. */
  throughput: (minutes: number) => Promise<Throughput[]>;
  /** Who has proven most, of users or of nodes. */
  leaders: (byNode: boolean) => Promise<Leader[]>;
  /** The proofs that are too large for the database. */
  files: ProofFiles;
  /** Signs receipts. */
  signer: Signer;
  /** The profile that tasks are made for unless they say otherwise. */
  profile: string;
  /** How long a lease lasts, where the operator wants another time than usual. */
  leaseSeconds: number | undefined;
  /** Whether submissions in the form of the Go client of the v3 protocol are taken: another signature and hash. */
  acceptGoClients: boolean;
  log: Log;
}
