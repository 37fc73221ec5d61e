// Brings a clone to the state a command needs: runs the steps side by side, each after those it builds on.
import { steps as browser } from './browser.mjs';
import { steps as javascript } from './javascript.mjs';
import { lock } from './lock.mjs';
import { Progress } from './progress.mjs';
import { steps as rust } from './rust.mjs';
import { Shell } from './shell.mjs';

/**
 * One thing the set-up sees to.
 * @typedef {object} Step
 * @property {string} what What it does, for the person who waits.
 * @property {string[]} needs The steps that come before it.
 * @property {boolean} [optional] Whether work goes on without it.
 * @property {() => boolean | Promise<boolean>} current Whether there is nothing to do.
 * @property {(shell: Shell) => Promise<void>} run Does it.
 */

/** @type {Record<string, Step>} */
const steps = { ...javascript, ...rust, ...browser };

/**
 * Makes the named steps current, with all they build on.
 * @param {string[]} goals
 */
export async function setUp(goals) {
  const progress = new Progress();
  const unlock = await lock((text) => progress.say(text));
  const stop = new AbortController();
  const end = () => stop.abort();
  process.on('SIGINT', end).on('SIGTERM', end);
  /** @type {Map<string, Promise<void>>} */
  const begun = new Map();

  /** @type {(name: string) => Promise<void>} */
  const finish = (name) => {
    const running = begun.get(name) ?? perform(name);
    begun.set(name, running);
    return running;
  };

  /** @type {(name: string) => Promise<void>} */
  async function perform(name) {
    const step = steps[name];
    if (!step) throw new Error(`there is no step ${name}`);
    await Promise.all(step.needs.map(finish));
    stop.signal.throwIfAborted();
    if (await step.current()) return;
    const shell = new Shell(name, stop.signal, (line) => progress.line(name, line));
    progress.start(name, step.what);
    try {
      await step.run(shell);
      progress.done(name);
    } catch (error) {
      progress.failed(name, error, stop.signal.aborted ? undefined : shell.log);
      if (step.optional) return;
      stop.abort();
      throw error;
    }
  }

  const results = await Promise.allSettled(goals.map(finish));
  progress.close();
  unlock();
  process.off('SIGINT', end).off('SIGTERM', end);
  if (results.some((result) => result.status === 'rejected')) process.exit(1);
}
