/**
 * Mutation testing of `src/wasm` and `src/linker`: `npm run mutants`, or of some files with `-- --mutate PATH`. What was
 * found is kept beside the packages, and the next run goes on from there: only what changed, and what is alive while there
 * are new tests, is run again. A test that changed and kept its name is not noticed; `-- --force` runs all of it.
 * `MUTANTS_SHARE=8 npm run mutants` tests a sample, 8 % of the mutants, for a figure in an hour or so; it is kept apart.
 * Not here: how tests are run (`scripts/mutants/test-runner.mjs`), what is made of the results (`scripts/mutants/report.mjs`).
 */
import { readdirSync } from 'node:fs';

const testsIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`);

const share = Number(process.env.MUTANTS_SHARE ?? 100);

export default {
  testRunner: 'in-process',
  plugins: ['./scripts/mutants/test-runner.mjs'],
  inProcess: {
    /** Percent of the mutants that are tested. */
    share,
    /** The first test that fails ends a mutant: cheap ones first. */
    testFiles: [
      ...['src/wasm', 'src/linker/command-line', 'src/linker/llvm-order', 'src/linker/demangle', 'src/linker'].flatMap(
        testsIn,
      ),
      'scripts/mutants/seeded-cases.mjs',
    ],
    /** Slow, and with little to say about one mutant: names that nest too deep, programs of LLVM. */
    leftOut: [
      'archives of llvm-ar',
      'when they nest too deep',
      'names as llvm-cxxfilt',
      'a pack expanded again and again',
    ],
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  mutate: ['src/{wasm,linker}/**/*.ts', '!**/*.{test,fixture}.ts'],
  // Strings are names of kinds, which the type checker knows, or words for people, which tests compare where LLVM has them.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['/dist', '/reports', '/coverage', '/.targets', '/corpus/{real,sqlite,trophies,faults}'],
  incremental: true,
  incrementalFile: `node_modules/.cache/linksmith/${share < 100 ? 'sample' : 'mutants'}.json`,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportMutants: false, allowColor: false },
  // On a machine that is busy all tests take a while.
  dryRunTimeoutMinutes: 30,
  timeoutMS: 20_000,
  timeoutFactor: 3,
  warnings: { unknownOptions: false },
};
