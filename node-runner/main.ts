// The headless prover as a program.
import { enableCompileCache } from 'node:module';

// Compiling its modules takes most of a start; they are imported after this line so that they are cached.
enableCompileCache();
const { runProgram } = await import('./cli/program.ts');

process.exitCode = await runProgram(process.argv.slice(2));
