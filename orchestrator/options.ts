// What an orchestrator is started with, checked once.
import { existsSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { OrchestratorError } from './errors.ts';
import { PROOF_FILE_BYTES } from './limits.ts';
import { type ProofFiles, proofFilesIn } from './proofs/files.ts';
import type { VerifierSource } from './proofs/verifier.ts';

const Options = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.number().int().min(0).max(65_535).default(8_787),
  /** Where the embedded database and the server's own files live. */
  dataDir: z
    .string()
    .min(1)
    .default(() => defaultDataDir()),
  /** A PostgreSQL of version 15 or newer instead of the embedded one. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** The built web page; the one of this repository, where it has been built. */
  pageDir: z
    .string()
    .optional()
    .transform((given) => given ?? builtPage()),
  /** Large proofs, as files; several servers on one database need the same one. Without it they are in the database. */
  proofDir: z.string().min(1).optional(),
  /** How many bytes are large. */
  proofFileBytes: z.number().int().min(0).default(PROOF_FILE_BYTES),
  /** The address under which people reach the network, where it is not this machine's own. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Origins whose pages may call the network too; "*" for all of them. */
  allowOrigins: z.array(z.union([z.literal('*'), z.url({ protocol: /^https?$/ })])).default([]),
  /** Takes a caller's address from the last entry of X-Forwarded-For: only behind a proxy that writes it. */
  trustProxy: z.boolean().default(false),
  /** Registers the demo program and keeps a stock of its tasks. */
  seed: z.boolean().default(true),
  /** Verifier workers at a time. */
  verifiers: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(() => Math.min(4, availableParallelism())),
  /** Takes v3 submissions whose signature is over the task id and a SHA-256, as the Go client makes them. */
  acceptGoClients: z.boolean().default(false),
  leaseSeconds: z.number().positive().optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Another engine than our own for the network's tasks: a module's file (.wasm), or a command (docs/engines.md). */
  engine: z.string().min(1).optional(),
  /** An engine for the proofs of v3 clients that are not ours; without one they are refused. */
  v3Engine: z.string().min(1).optional(),
  /** The program that those clients have built in; the demo program, where it is not given. */
  v3Program: z.string().min(1).optional(),
  /** For tests: verifiers that are no package. */
  verifierSource: z.custom<VerifierSource>().optional(),
  /** The demo program, where it is not the one that set-up builds. */
  demoElf: z.instanceof(URL).optional(),
});

export type OrchestratorOptions = z.input<typeof Options>;
export type CheckedOptions = z.output<typeof Options>;

/** Checks options and fills in what is missing. */
export function checkOptions(options: OrchestratorOptions): CheckedOptions {
  const checked = Options.safeParse(options);
  if (checked.success) return checked.data;
  throw new OrchestratorError('bad_request', `options are wrong:\n${z.prettifyError(checked.error)}`);
}

function builtPage(): string | undefined {
  const page = new URL('../dist/', import.meta.url);
  return existsSync(new URL('index.html', page)) ? fileURLToPath(page) : undefined;
}

function defaultDataDir(): string {
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'nexus-prover', 'orchestrator');
}

/** Where large proofs lie: beside the embedded database, or where the operator says. */
export function proofFilesOf({ proofDir, databaseUrl, dataDir, proofFileBytes }: CheckedOptions): ProofFiles {
  const own = databaseUrl === undefined ? join(dataDir, 'proofs') : undefined;
  return proofFilesIn(proofDir ?? own, proofFileBytes);
}
