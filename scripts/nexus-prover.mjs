#!/usr/bin/env node
// The command `nexus-prover`: runs the headless prover under the Node that this package brings.
import { runUnderNode24 } from './node24.mjs';

runUnderNode24('node-runner/main.ts', process.argv.slice(2));
