#!/usr/bin/env node
/** The program `linksmith-ld` as the modules it is made of, for work on it. What is installed is `start-ld.ts`. */
import { runLd } from './run-ld.ts';

process.exitCode = await runLd(process.argv.slice(2));
