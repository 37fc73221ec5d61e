// `nexus-prover doctor`: checks everything that proving needs, and says what to do about what is wrong.
import { statfs } from 'node:fs/promises';
import { Command } from 'commander';
import type { Config } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import { keptIdentity } from '#client/identity/identity.ts';
import { settings } from '#client/settings.ts';
import { dataDirectory } from '../data-dir.ts';
import { nodeMemory } from '../host/memory.ts';
import type { Messages } from '../lang/messages.ts';
import { connected } from '../orchestrators.ts';
import { openFolder } from '../store/durable-file.ts';
import { fileNotes } from '../store/file-notes.ts';
import { elsewhereLines, outboxContents } from '../store/outbox-contents.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { oneOffPool } from './one-off-pool.ts';
import { answer } from './output.ts';

const GIB = 2 ** 30;
/** A clock that is further off makes leases and Retry-After dates look wrong. */
const CLOCK_OFF_MS = 30_000;
/** Space for some hundred finished proofs. */
const LEAST_DISK_BYTES = GIB / 4;
/** `(module (func (result v128) (v128.const i32x4 0 0 0 0)))`, which only compiles where there is SIMD. */
const SIMD = '0061736d0100000001050160000 17b03020100 0a16011400fd0c00000000000000000000000000000000 0b';

/** One check. */
interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'bad';
  readonly text: string;
  readonly remedy?: string | undefined;
}

/** The command; exits with 1 if something has to be repaired. */
export function doctorCommand(say: Messages): Command {
  return withConfigOptions(new Command('doctor'), say)
    .description(say.doctorHelp)
    .option('--json', say.jsonOption)
    .action(async (options) => {
      const { config, warnings } = await configOf(options);
      const findings = [
        ...warnings.map((text): Finding => ({ name: 'config', state: 'note', text })),
        ...(await Promise.all(checks(config, say).map(([name, check]) => found(name, check, say)))),
      ];
      const bad = findings.filter(({ state }) => state === 'bad').length;
      const word = { ok: say.doctorOk, note: say.doctorWarn, bad: say.doctorBad };
      const lines = findings.map(
        ({ name, state, text, remedy }) =>
          `${word[state].padEnd(5)} ${name}: ${text}${remedy ? `\n      ${remedy}` : ''}`,
      );
      answer(options, { ready: bad === 0, findings }, [...lines, say.doctorSum(bad)]);
      if (bad > 0) process.exitCode = 1;
    });
}

type Check = () => Promise<Omit<Finding, 'name'>>;

function checks(config: Config, say: Messages): readonly (readonly [string, Check])[] {
  const ok = (text: string) => ({ state: 'ok', text }) as const;
  const note = (text: string, remedy?: string) => ({ state: 'note', text, remedy }) as const;
  const bad = (text: string, remedy: string) => ({ state: 'bad', text, remedy }) as const;
  const dataDir = dataDirectory(config.data_dir);
  return [
    ['node', async () => ok(process.version)],
    [
      'simd',
      async () => {
        const bytes = Buffer.from(SIMD.replaceAll(' ', ''), 'hex');
        return WebAssembly.validate(bytes) ? ok('WebAssembly SIMD') : bad(say.doctorNoSimd, say.doctorNoSimdRemedy);
      },
    ],
    [
      'memory',
      async () => {
        const { availableBytes } = nodeMemory();
        const needed = config.prover_workers * settings.memory.unknownPeakBytes + settings.memory.reserveBytes;
        const text = say.doctorMemory((availableBytes / GIB).toFixed(1), config.prover_workers);
        return availableBytes >= needed ? ok(text) : note(text, say.doctorMemoryRemedy);
      },
    ],
    [
      'disk',
      async () => {
        await openFolder(dataDir, 0o700);
        const { bavail, bsize } = await statfs(dataDir);
        const text = say.doctorDisk(((bavail * bsize) / GIB).toFixed(1), dataDir);
        return bavail * bsize >= LEAST_DISK_BYTES ? ok(text) : bad(text, say.doctorDiskRemedy);
      },
    ],
    [
      'keys',
      async () => {
        const { publicKey } = await keptIdentity(await fileNotes(dataDir));
        return ok(say.doctorKey(Buffer.from(publicKey).toString('hex')));
      },
    ],
    [
      'outbox',
      async () => {
        const { entries, refused } = await outboxContents(dataDir);
        const text = say.doctorOutbox(entries.length, refused.length);
        const elsewhere = elsewhereLines(entries, config.orchestrator_url, say);
        const remedies = [...elsewhere, ...(refused.length > 0 ? [say.doctorOutboxRefusedRemedy] : [])];
        return remedies.length > 0 ? note(text, remedies.join('\n      ')) : ok(text);
      },
    ],
    [
      'engine',
      async () => {
        const pool = await oneOffPool(config);
        const { name, airDigest, profiles } = await pool.ask((prover) => prover.describe());
        return ok(say.doctorEngine(name, profiles.join(', '), airDigest));
      },
    ],
    [
      'server',
      async () => {
        const orchestrator = await connected(config, await keptIdentity(await fileNotes(dataDir)), undefined, []);
        for (const nodeId of config.node_ids) await orchestrator.checkNode(nodeId);
        if (config.protocol === 'connect') await orchestrator.networkStatistics();
        return ok(config.orchestrator_url);
      },
    ],
    ['network', async () => (config.protocol === 'connect' ? ok(say.doctorConnect) : note(say.doctorNexus))],
    [
      'clock',
      async () => {
        const signal = AbortSignal.timeout(settings.transport.timeoutMs);
        const response = await fetch(config.orchestrator_url, { signal }).catch(() => undefined);
        // The check of the server says what is wrong.
        if (response === undefined) return note(say.doctorNoAnswer);
        await response.body?.cancel();
        const off = Date.now() - Date.parse(response.headers.get('date') ?? '');
        if (Number.isNaN(off)) return note(say.doctorNoClock);
        const text = say.doctorClock(Math.round(Math.abs(off) / 1000));
        return Math.abs(off) < CLOCK_OFF_MS ? ok(text) : bad(text, say.doctorClockRemedy);
      },
    ],
  ];
}

async function found(name: string, check: Check, say: Messages): Promise<Finding> {
  try {
    return { name, ...(await check()) };
  } catch (reason) {
    const { code, message, remedy } = ProverError.from(reason);
    return {
      name,
      state: 'bad',
      text: say.failure(code, message),
      remedy: say.remedyOf(code, remedy ?? '') || undefined,
    };
  }
}
