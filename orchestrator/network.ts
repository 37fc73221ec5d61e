// The parts of a running orchestrator that its routes work with.
import type { Database } from './db/database.ts';
import type { Events } from './events/events.ts';
import type { Log } from './log.ts';
import type { Presence } from './nodes/presence.ts';
import type { RateLimit } from './nodes/rate-limit.ts';
import type { NetworkStatistics } from './nodes/statistics.ts';
import type { Programs } from './programs/programs.ts';
import type { Engine } from './proofs/engine.ts';
import type { Submissions } from './proofs/submission.ts';
import type { Signer } from './receipts/receipt.ts';
import type { Addresses } from './routes/caller.ts';
import type { Queue } from './tasks/queue.ts';

export interface Network {
  db: Database;
  queue: Queue;
  engine: Engine;
  programs: Programs;
  submissions: Submissions;
  events: Events;
  presence: Presence;
  addresses: Addresses;
  /** Registrations by address. */
  registrations: RateLimit;
  statistics: () => Promise<NetworkStatistics>;
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
