// Engines of before: after an update, proofs that were begun with the previous constraint system still count for a while.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RETIRED_ENGINE_DAYS } from '#orchestrator/limits.ts';
import type { Log } from '#orchestrator/log.ts';
import { type Engine, startEngine } from './engine.ts';
import { type EnginePackage, readPackage, verifiersOf } from './package.ts';

export interface EngineArchive {
  /** The engine of that constraint system, if it was in use here until a few days ago. */
  find(airDigest: string): Promise<Engine | undefined>;
  close(): Promise<void>;
}

const [MODULE, GLUE] = ['zkvm_wasm_bg.wasm', 'zkvm_wasm.js'];
const DAY_MS = 86_400_000;

/** Keeps the present engine's package in the data directory, and opens those of before that are not too old. */
export function openArchive(
  dataDir: string,
  source: EnginePackage,
  present: string,
  log: Log,
  now = Date.now(),
): EngineArchive {
  const folder = join(dataDir, 'engines');
  mkdirSync(folder, { recursive: true });
  keep(folder, source, present);
  const usable = new Set<string>();
  for (const airDigest of readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name))) {
    if (airDigest === present) continue;
    if (retiredFor(join(folder, airDigest), now) <= RETIRED_ENGINE_DAYS * DAY_MS) usable.add(airDigest);
    else rmSync(join(folder, airDigest), { recursive: true });
  }
  const engines = new Map<string, Promise<Engine>>();
  return {
    async find(airDigest) {
      if (!usable.has(airDigest)) return undefined;
      const engine =
        engines.get(airDigest) ??
        startEngine(verifiersOf(readPackage(pathToFileURL(join(folder, airDigest, MODULE)))), 1, log);
      engines.set(airDigest, engine);
      return engine;
    },
    async close() {
      for (const engine of engines.values()) await engine.then((one) => one.close()).catch(() => {});
    },
  };
}

function keep(folder: string, source: EnginePackage, airDigest: string): void {
  const place = join(folder, airDigest);
  // In use again, after a step back.
  rmSync(join(place, 'retired'), { force: true });
  if (existsSync(place)) return;
  const unfinished = `${place}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  writeFileSync(join(unfinished, MODULE), source.module);
  writeFileSync(join(unfinished, GLUE), source.glue);
  renameSync(unfinished, place);
}

/** How long ago the engine was first found to be replaced. */
function retiredFor(place: string, now: number): number {
  const file = join(place, 'retired');
  if (!existsSync(file)) writeFileSync(file, String(now));
  return now - Number(readFileSync(file, 'utf8'));
}
