/**
 * The rooms that are mutated, each with the tests that judge its mutants: those of its own folder where they say all that
 * the room does, and links besides where they do not. What was found of a room is kept beside the packages.
 */
import { readdirSync } from 'node:fs';

const testsIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`);

const seededCases = 'scripts/mutants/seeded-cases.mjs';

/** By folder, without those inside it. */
export const rooms = [
  { folder: 'src/wasm', tests: testsIn('src/wasm') },
  { folder: 'src/linker/llvm-order', tests: testsIn('src/linker/llvm-order') },
  { folder: 'src/linker/demangle', tests: testsIn('src/linker/demangle') },
  { folder: 'src/linker/command-line', tests: ['src/linker/command-line', 'src/linker'].flatMap(testsIn) },
  { folder: 'src/linker', tests: [...['src/linker/command-line', 'src/linker'].flatMap(testsIn), seededCases] },
];

export const resultsOf = ({ folder }) => `node_modules/.cache/linksmith/mutants/${folder.replaceAll('/', '-')}.json`;

/** Why a mutant has no result: the run ended first, or it is not in the sample. Both are tested when a later run asks. */
export const untested = { late: 'not tested yet', outside: 'not in the sample' };

export const isUntested = ({ statusReason = '' }) =>
  Object.values(untested).some((reason) => statusReason.startsWith(reason));
