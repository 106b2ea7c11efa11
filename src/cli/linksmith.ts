#!/usr/bin/env node
/** The program `linksmith`: hands the command line to `main`, and its result to the shell. */
import { failWhenOutputIsLost } from './lost-output.ts';
import { main } from './main.ts';

failWhenOutputIsLost('linksmith');
process.exitCode = await main(process.argv.slice(2));
