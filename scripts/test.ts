// `npm test`: runs every suite, or those named as arguments, and ends with one line that counts the tests.
import { type Command, run } from './command.ts';

interface Suite extends Command {
  /** The seconds it may take on two cores once everything is compiled. */
  readonly budget: number;
  /** What its runner counted. A suite without tests is judged by its exit code alone. */
  readonly count?: (output: string) => Counts;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const suites: Record<string, Suite> = {
  check: {
    run: [process.execPath, 'scripts/check.ts'],
    budget: 180,
  },
  rust: {
    // Tests that count (mutants, lies, hostile cases, steps compared) print what they came to.
    run: ['cargo', 'test', '--workspace', '--locked', '--no-fail-fast', '--', '--show-output'],
    in: 'zkvm-wasm',
    budget: 360,
    count: (output) => ({
      passed: sum(output, /^test result: \w+\. (\d+) passed/gm),
      failed: sum(output, /^test result: \w+\. \d+ passed; (\d+) failed/gm),
      skipped: sum(output, /^test result: .* (\d+) ignored/gm),
    }),
  },
  typescript: nodeTests(150, 'client', 'node-runner', 'orchestrator', 'web', 'scripts'),
  e2e: nodeTests(120, 'tests/e2e'),
  page: nodeTests(300, 'tests/page'),
};

function nodeTests(budget: number, ...folders: string[]): Suite {
  const files = folders.map((folder) => `${folder}/**/*.test.ts`);
  // One file at a time where a test has several processes of its own.
  const concurrency = folders.length > 1 ? 2 : 1;
  return {
    run: [process.execPath, '--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec', ...files],
    budget,
    count: (output) => ({
      passed: sum(output, /^ℹ pass (\d+)$/gm),
      failed: sum(output, /^ℹ (?:fail|cancelled) (\d+)$/gm),
      skipped: sum(output, /^ℹ (?:skipped|todo) (\d+)$/gm),
    }),
  };
}

/** Adds up what the pattern's group finds. */
function sum(output: string, pattern: RegExp): number {
  return [...output.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0);
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`there is no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}

const lines: string[] = [];
let passed = 0;
let failed = 0;
let skipped = 0;
for (const [name, suite] of Object.entries(suites)) {
  if (named.length > 0 && !named.includes(name)) continue;
  console.log(`\n── ${name}`);
  const { ok, output, seconds } = await run(suite);
  const counts = suite.count?.(output) ?? { passed: 0, failed: 0, skipped: 0 };
  const ran = !suite.count || counts.passed + counts.failed > 0;
  // A suite that broke off without a failed test, or that ran none, is a failure of its own.
  const failures = counts.failed || (ok && ran ? 0 : 1);
  passed += counts.passed;
  failed += failures;
  skipped += counts.skipped;
  const over = seconds > suite.budget ? ', over its budget' : '';
  const none = ran ? '' : ', ran no test';
  lines.push(`${failures ? '✗' : '✓'} ${name.padEnd(11)}${seconds} s of ${suite.budget} s${over}${none}`);
}

console.log(`\n${lines.join('\n')}`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
