/**
 * What all runs of mutation testing have in common. A run is started by `scripts/mutants/run.mjs` (`npm run mutants`), which
 * says what is mutated, by which tests it is judged, and where results are kept.
 */
export default {
  testRunner: 'in-process',
  plugins: ['./scripts/mutants/test-runner.mjs'],
  inProcess: {
    /** Slow, and with little to say about one mutant: names that nest too deep, programs of LLVM. One replaces a module. */
    leftOut: [
      'src/wasm/limits.test.ts',
      'archives of llvm-ar',
      'when they nest too deep',
      'names as llvm-cxxfilt',
      'a pack expanded again and again',
    ],
  },
  coverageAnalysis: 'perTest',
  // Strings are names of kinds, which the type checker knows, or words for people, which tests compare where LLVM has them.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['/dist', '/reports', '/coverage', '/.targets', '/corpus/{real,sqlite,trophies,faults}'],
  incremental: true,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false, allowColor: false },
  // On a machine that is busy all tests take a while.
  dryRunTimeoutMinutes: 30,
  timeoutMS: 5_000,
  timeoutFactor: 2,
  warnings: { unknownOptions: false },
};
