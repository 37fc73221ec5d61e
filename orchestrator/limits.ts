// The numbers that decide what work costs the orchestrator, each with its reason.

/** A lease: several renewals of a client that renews every third of it, and short enough that a dead one costs little. */
export const LEASE_SECONDS = 300;

/** A lease over the older protocol, which has no renewal: its clients take up to seven minutes for one task. */
export const V3_LEASE_SECONDS = 1_200;

/** How long a task may be leased to one node in all; below the 24 hours for which pg-boss holds a job. */
export const LONGEST_LEASE_SECONDS = 20 * 3_600;

/** After so many leases that ended without a proof a task is given up: it is probably the task. */
export const FAILURE_LIMIT = 10;

/** Tasks in one batch: enough to keep a large machine busy between two fetches. */
export const LARGEST_BATCH = 64;

/** Leases that one node may hold at a time, so that a broken client does not empty the queue. */
export const LEASES_PER_NODE = 256;

/** One request: the proofs of a task with several inputs. */
export const LARGEST_REQUEST_BYTES = 32 * 1024 * 1024;

/** One proof: about 0.5 MB is usual, and a verifier should not parse much more. */
export const LARGEST_PROOF_BYTES = 4 * 1024 * 1024;

/** From this size on a proof is a file: the database's log and backups are for what is small. */
export const PROOF_FILE_BYTES = 256 * 1024;

/** A proof's file that no row names may be that of a submission in work; after so long it is not. */
export const ORPHAN_AGE_MS = 3_600_000;

/** Inputs, and therefore proofs, of one task. */
export const INPUTS_PER_TASK = 64;

/** Below the ten seconds after which clients of the older protocol give up and send again. */
export const VERIFY_DEADLINE_MS = 8_000;

/** A verifier that is a command ends before whoever waits for it gives up, so that its processes end too. */
export const COMMAND_DEADLINE_MS = 7_000;

/** What such a process may take: as much as a WASM module could at the most. */
export const COMMAND_MEMORY_BYTES = 4 * 1024 * 1024 * 1024;

/** Making a verifying key or running a program once, on a slow machine. */
export const REGISTER_DEADLINE_MS = 120_000;

/** A verifier that has grown beyond this is replaced: WASM memory never shrinks. */
export const VERIFIER_MEMORY_BYTES = 512 * 1024 * 1024;

/** A verifier is replaced after so many proofs, so that what a proof might leave behind does not stay. */
export const PROOFS_PER_VERIFIER = 1_000;

/** Proofs that wait for a verifier before the next ones are told to come again. */
export const VERIFICATIONS_WAITING = 256;

/** Verifiers that had nothing to do for so long are ended: they hold memory. */
export const VERIFIER_IDLE_MS = 300_000;

/** Of the proofs of a task that wants hashes so many are seen in full, and at least one; see docs/decisions. */
export const AUDIT_SHARE = 0.25;

/** How long a node has to send them: they are there, and only have to be uploaded. */
export const AUDIT_SECONDS = 120;

/** For so long after an audit that was failed or not answered a node gets no tasks that want hashes. */
export const BARRED_HOURS = 24;

/** Tasks of one job: they are written in one transaction. */
export const INPUTS_PER_JOB = 100_000;

/** Different nodes that prove the same input. */
export const LARGEST_REDUNDANCY = 16;

/** Turns at once, and seconds until the next: [burst, seconds per turn]. */
type Rate = readonly [burst: number, secondsPerTurn: number];

/** Registrations from one address: a household or an office, not a flood. */
export const REGISTRATIONS: Rate = [100, 1];

/** Fetches of one node over Connect: a batch holds 64 tasks, so more are never needed. */
export const FETCHES: Rate = [60, 0.1];

/** Fetches of one node over the older protocol: its clients go on until they are told to stop. */
export const V3_FETCHES: Rate = [10, 6];

/** Calls of one address that are not proving: a few open pages, and a script that looks after a job. */
export const READS: Rate = [400, 0.02];

/** Refused proofs of one node: each costs a verification, and an honest prover has none. */
export const REFUSALS: Rate = [20, 10];

/** How long the bytes of a demo proof are kept, for whoever wants to look at one; at half a megabyte they add up. */
export const DEMO_PROOF_HOURS = 24;

/** How long proofs of the constraint system before the present one still count: longer than any lease, and a weekend. */
export const RETIRED_ENGINE_DAYS = 3;

/** How long a sign-in message may wait to be signed: as long as somebody looks for a hardware wallet. */
export const SIGN_IN_MINUTES = 10;

/** How long a token from a sign-in is good: signing in again takes a moment, a token on a lost laptop should end. */
export const SIGN_IN_DAYS = 7;
