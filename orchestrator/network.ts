// The parts of a running orchestrator that its routes work with.
import type { Database } from './db/database.ts';
import type { Events } from './events/events.ts';
import type { Log } from './log.ts';
import type { Presence } from './nodes/presence.ts';
import type { NetworkStatistics } from './nodes/statistics.ts';
import type { Programs } from './programs/programs.ts';
import type { Engine } from './proofs/engine.ts';
import type { Submissions } from './proofs/submission.ts';
import type { Queue } from './tasks/queue.ts';

export interface Network {
  db: Database;
  queue: Queue;
  engine: Engine;
  programs: Programs;
  submissions: Submissions;
  events: Events;
  presence: Presence;
  statistics: () => Promise<NetworkStatistics>;
  /** The profile that tasks are made for unless they say otherwise. */
  profile: string;
  /** How long a lease lasts, where the operator wants another time than usual. */
  leaseSeconds: number | undefined;
  log: Log;
}
