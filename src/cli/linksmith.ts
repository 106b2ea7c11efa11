#!/usr/bin/env node
/** The program `linksmith`: hands the command line to `main`, and its result to the shell. */
import { main } from './main.ts';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', () => {});
process.exitCode = await main(process.argv.slice(2));
