#!/usr/bin/env node
/** The program `linksmith-ld` as the modules it is made of, for work on it. What is installed is `start-ld.ts`. */
import { runLd } from './run-ld.ts';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', () => {});
process.exitCode = await runLd(process.argv.slice(2));
