/**
 * Mutation testing of `src/wasm` and `src/linker`: `npm run mutants -- [ROOM or FILE…]`, a room after the other. What was
 * found is kept, and the next run goes on from there: only what changed, what is alive while there are new tests, and what
 * was not tested yet is run. So a room can be tested in pieces: `--minutes 10` ends a run that long after the tests have
 * run once, and `--share 8` tests a sample, 8 % of the mutants; a larger share contains it.
 * A test that changed and kept its name is not noticed: `--again` tests what is alive again, `--force` all.
 * Not here: which tests judge a room (`rooms.mjs`), how they are run (`test-runner.mjs`), what is made of it (`report.mjs`).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { isUntested, resultsOf, rooms } from './rooms.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '1000' },
    concurrency: { type: 'string', default: '2' },
    again: { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
  },
});

const asked = positionals.length === 0 ? rooms.map(({ folder }) => folder) : positionals;
const isFile = (path) => path.endsWith('.ts');
for (const path of asked) {
  if (!rooms.some(({ folder }) => folder === (isFile(path) ? dirname(path) : path)))
    throw new Error(`${path} is no room: ${rooms.map(({ folder }) => folder).join(', ')}`);
}

for (const room of rooms) {
  const files = asked.filter((path) => isFile(path) && dirname(path) === room.folder);
  if (asked.includes(room.folder)) files.push(`${room.folder}/*.ts`);
  if (files.length > 0) await run(room, files);
}

async function run(room, files) {
  askAgain(resultsOf(room), (path) => asked.includes(path) || asked.includes(dirname(path)));
  await new Stryker({
    mutate: [...files, '!**/*.{test,fixture}.ts'],
    inProcess: {
      testFiles: room.tests,
      share: Number(values.share),
      minutes: Number(values.minutes),
      endsAtFile: `${resultsOf(room)}.ends-at`,
    },
    incrementalFile: resultsOf(room),
    concurrency: Number(values.concurrency),
    force: values.force,
  }).runMutationTest();
}

/**
 * What Stryker ignored, it looks at again. It would keep an error as a result; and it does not see that there are new tests
 * for a mutant in what is computed when a module is loaded.
 */
function askAgain(path, isAsked) {
  if (!existsSync(path)) return;
  const results = JSON.parse(readFileSync(path, 'utf8'));
  const files = Object.entries(results.files).filter(([file]) => isAsked(file));
  for (const mutant of files.flatMap(([, { mutants }]) => mutants)) {
    const isAlive = mutant.status === 'Survived' && (mutant.static || values.again);
    if (isAlive || isUntested(mutant)) mutant.status = 'Ignored';
  }
  writeFileSync(path, JSON.stringify(results));
}
