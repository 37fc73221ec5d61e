#!/usr/bin/env node
// The orchestrator as a program; scripts and tests import `startOrchestrator` from here.
import { serveCommand } from './cli.ts';

export { serveCommand } from './cli.ts';
export { zh } from './lang/zh.ts';
export type { OrchestratorOptions } from './options.ts';
export type { Orchestrator } from './orchestrator.ts';
export { startOrchestrator } from './orchestrator.ts';

if (import.meta.main) await serveCommand().parseAsync();
