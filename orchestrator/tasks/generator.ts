// Keeps a stock of demo tasks of every difficulty, so that whoever asks gets work.
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import type { Events } from '#orchestrator/events/events.ts';
import type { Log } from '#orchestrator/log.ts';
import { type Demo, demoInput } from '#orchestrator/programs/demo.ts';
import { createTasks, type NewTask } from './create.ts';
import { DIFFICULTIES, type Difficulty } from './difficulty.ts';
import { PROOF_REQUIRED, type Queue, queueName } from './queue.ts';

/** Tasks of each difficulty that wait to be taken; it is filled up once half of them are gone. */
const STOCK = 128;
const LOOK_EVERY_MS = 500;

/** One server at a time fills up. */
const GENERATOR_LOCK = 0x67656e72;

export interface GeneratorOptions {
  demo: Demo;
  profile: string;
  /** The engine's limit for one run. */
  mostCycles: number;
}

/** A random task of a difficulty: between a quarter and all of its cycles for the easiest, the upper half for the others. */
export function demoTask({ demo, profile }: GeneratorOptions, difficulty: Difficulty): NewTask {
  const least = demo.largestN(difficulty.cycles / (difficulty.value === 0 ? 4 : 2)) + 1;
  const n = randomInt(least, Math.max(least, demo.largestN(difficulty.cycles)) + 1);
  const cycles = demo.cyclesFor(n);
  return {
    programDigest: demo.programDigest,
    profile,
    inputs: [demoInput(n, randomInt(2 ** 32), randomInt(2 ** 32))],
    cyclesOfLongest: cycles,
    cycles,
    difficulty: difficulty.value,
  };
}

/** The steps of the ladder whose tasks the engine can still prove. */
export function provableDifficulties(mostCycles: number): Difficulty[] {
  return DIFFICULTIES.filter((step) => step.cycles <= mostCycles);
}

/** Fills up what is running out; returns the new tasks' ids. */
export async function fillStock(
  db: Database,
  queue: Queue,
  options: GeneratorOptions,
  stock = STOCK,
): Promise<string[]> {
  const steps = provableDifficulties(options.mostCycles);
  return db.transaction(async (tx) => {
    const [turn] = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [GENERATOR_LOCK]);
    if (!turn?.mine) return [];
    const made: NewTask[] = [];
    for (const step of steps) {
      const waiting = await countWaiting(tx, queueName('demo', options.profile, step.value, PROOF_REQUIRED), stock);
      if (waiting > stock / 2) continue;
      for (let i = waiting; i < stock; i += 1) made.push(demoTask(options, step));
    }
    return createTasks(tx, queue, made);
  });
}

/** Counts no further than it has to. */
async function countWaiting(tx: Queryable, name: string, most: number): Promise<number> {
  const [row] = await tx.query<{ waiting: string }>(
    `SELECT count(*) AS waiting FROM (SELECT 1 FROM tasks WHERE queue = $1 AND state = 'queued' LIMIT $2) AS seen`,
    [name, most],
  );
  return Number(row?.waiting);
}

/** Fills the stock, and goes on doing so in the background. */
export async function startGenerator(
  db: Database,
  queue: Queue,
  events: Events,
  options: GeneratorOptions,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const stop = new AbortController();
  await fillStock(db, queue, options);
  const running = (async () => {
    for (;;) {
      await delay(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      try {
        for (const taskId of await fillStock(db, queue, options)) events.publish({ kind: 'task_created', taskId });
      } catch (err) {
        log.warn({ err }, 'no demo tasks were made');
      }
    }
  })();
  return {
    close() {
      stop.abort();
      return running;
    },
  };
}
