// Says what the set-up is doing: a line when a step starts and ends, and signs of life in between.
import { readFileSync } from 'node:fs';

const terminal = process.stderr.isTTY;
/** A screen is refreshed at once, a log only now and then. */
const interval = terminal ? 200 : 20_000;

/** @param {number} since */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

export class Progress {
  /** @type {Map<string, { since: number, line: string }>} */
  #running = new Map();
  #since = performance.now();
  #count = 0;
  #timer = setInterval(() => this.#beat(), interval);

  /** @param {string} text */
  say(text) {
    this.#clear();
    process.stderr.write(`${text}\n`);
  }

  /** @param {string} name @param {string} what */
  start(name, what) {
    this.#count += 1;
    this.#running.set(name, { since: performance.now(), line: '' });
    this.say(`▸ ${name.padEnd(14)}${what}`);
  }

  /** @param {string} name @param {string} line */
  line(name, line) {
    const step = this.#running.get(name);
    if (step) step.line = line;
  }

  /** @param {string} name */
  done(name) {
    this.say(`✓ ${name.padEnd(14)}${this.#end(name)}`);
  }

  /** @param {string} name @param {unknown} error @param {string} [log] */
  failed(name, error, log) {
    this.say(`✗ ${name.padEnd(14)}${this.#end(name)}`);
    if (!log) return;
    const tail = existing(log).split('\n').slice(-30).join('\n');
    if (tail) this.say(tail);
    this.say(`${name}: ${error instanceof Error ? error.message : error}`);
  }

  close() {
    clearInterval(this.#timer);
    this.#clear();
    if (this.#count > 0) this.say(`set-up: ${seconds(this.#since)}`);
  }

  /** @param {string} name */
  #end(name) {
    const since = this.#running.get(name)?.since ?? this.#since;
    this.#running.delete(name);
    return seconds(since);
  }

  #beat() {
    const lines = [...this.#running].map(([name, step]) => `${name} ${seconds(step.since)} ${step.line.trim()}`);
    if (lines.length === 0) return;
    if (terminal) process.stderr.write(`\r\x1b[K${lines.join(' | ').slice(0, (process.stderr.columns ?? 80) - 1)}`);
    else for (const line of lines) process.stderr.write(`  ${line}\n`);
  }

  #clear() {
    if (terminal) process.stderr.write('\r\x1b[K');
  }
}

/** @param {string} file */
function existing(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return '';
  }
}
