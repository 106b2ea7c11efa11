#!/usr/bin/env node
/**
 * The program `linksmith-ld` as it is installed. A link is shorter than a JavaScript engine's warm-up, so what is saved here
 * is the engine's work: the linker is one file, its compiled code is kept beside it, and V8 optimizes later and inlines less
 * than it would.
 * In: the bundle that `scripts/bundle-ld.mjs` makes of `run-ld.ts`. The compiled code belongs to one bundle (by its name)
 * and one V8; the build leaves it for the Node that builds, and the first link of another Node adds its own where the
 * folder can be written. V8 refuses what does not fit it, and then it compiles.
 */
import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import type * as Ld from './run-ld.ts';

/** Name of the bundle, which lies beside this file; the build puts it in. */
declare const bundleName: string;

/**
 * How V8 is told to spend less on optimizing, by Node's major version: those where it was measured. It optimizes 8 times
 * later than it does by itself, since that costs milliseconds a function, more than most functions take in a whole link;
 * those of long links get there all the same (16 times would serve SQLite a little better and long links a tenth worse).
 * And it inlines 200 bytes of bytecode into a function at most, not 920: what is inlined is most of what an optimized
 * function costs. A version's V8 complains about flags that it does not have.
 */
const inlineLess = '--max-inlined-bytecode-size-cumulative=200';
const laterCounts = ['--invocation-count-for-turbofan=24000', '--invocation-count-for-osr=6400'];
const optimizeLess: Readonly<Record<string, readonly string[]>> = {
  20: ['--interrupt-budget=540672', inlineLess],
  22: [...laterCounts, inlineLess],
  24: [...laterCounts, inlineLess],
};

for (const flag of optimizeLess[process.versions.node.split('.')[0]!] ?? []) setFlagsFromString(flag);
const bundle = join(__dirname, bundleName);
const cache = `${bundle}.${process.versions.v8}-${process.arch}.cache`;
const cachedData = readCache();
const script = new Script(readFileSync(bundle, 'utf8'), { filename: bundle, ...(cachedData && { cachedData }) });
const { runLd, processTerminal } = loadBundle();
const isCompiled = cachedData !== undefined && script.cachedDataRejected !== true;
let links = false;

const terminal = processTerminal(() => {
  links = true;
});
runLd(process.argv.slice(2), terminal).then((exitCode) => {
  process.exitCode = exitCode;
  // Only a link has compiled what the next one needs.
  if (links && exitCode === 0 && !isCompiled) writeCache();
});

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

/** The bundle is a function of CommonJS's `module`, `exports` and `require`; it requires what Node has and nothing else. */
function loadBundle(): typeof Ld {
  const module = { exports: {} };
  script.runInThisContext()(module, module.exports, process.getBuiltinModule);
  return module.exports as typeof Ld;
}

/** Whole or not at all; a folder that cannot be written to does not matter. */
function writeCache(): void {
  const temporary = `${cache}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, script.createCachedData(), { flag: 'wx' });
    renameSync(temporary, cache);
  } catch {
    try {
      unlinkSync(temporary);
    } catch {}
  }
}
