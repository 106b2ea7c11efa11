/**
 * A test runner for Stryker: the tests of the room under mutation, run in Stryker's own process. Modules are transpiled and
 * loaded once; a mutant is a number that is set before the tests that reach it run again, so that it costs what they cost
 * and no start of Vitest. A mutant in what a module computes when it is loaded loads the modules again.
 * Tests keep no state from one run to the next, which is what makes this sound.
 * Not here: what the tests call (`vitest-in-process.mjs`), which tests and mutants there are (`run.mjs`, `rooms.mjs`).
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { createServer, createServerModuleRunner } from 'vite';
import { untested } from './rooms.mjs';
import { collected } from './vitest-in-process.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Only the stand-in itself gets the real one. */
const keptReference = {
  name: 'kept-reference',
  enforce: 'pre',
  resolveId(source, importer = '') {
    const isReference = source.endsWith('wasm-ld.fixture.ts') && !importer.endsWith('kept-wasm-ld.mjs');
    return isReference ? resolve('scripts/mutants/kept-wasm-ld.mjs') : undefined;
  },
};

/** What Stryker's instrumented code reads and counts. */
globalThis.__stryker__ ??= {};
const stryker = globalThis.__stryker__;

class InProcessRunner {
  #files;
  #server;
  #modules;
  #tests = [];

  #leftOut;
  #share;
  #minutes;
  #endsAtFile;
  #endsAt;
  /** By file that is mutated: the tests that killed one of its mutants, the last one first. */
  #killers = new Map();

  constructor({ inProcess }) {
    this.#files = inProcess.testFiles;
    this.#leftOut = inProcess.leftOut;
    this.#share = inProcess.share;
    this.#minutes = inProcess.minutes;
    this.#endsAtFile = inProcess.endsAtFile;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    // Nothing reads the stack of a failure here, and making it costs more than the test.
    Error.stackTraceLimit = 0;
    fc.configureGlobal({ seed: 1, numRuns: 25, endOnFailure: true });
    this.#server = await createServer({
      configFile: false,
      appType: 'custom',
      logLevel: 'error',
      cacheDir: 'node_modules/.cache/linksmith/vite',
      optimizeDeps: { noDiscovery: true },
      plugins: [keptReference],
      resolve: { alias: { vitest: beside('vitest-in-process.mjs') } },
      server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    });
    this.#modules = createServerModuleRunner(this.#server.environments.ssr, {
      hmr: false,
      sourcemapInterceptor: false,
    });
  }

  async dryRun() {
    stryker.activeMutant = undefined;
    await this.#load();
    const tests = await this.#run(this.#tests, { bail: false });
    writeFileSync(this.#endsAtFile, String(Date.now() + 60_000 * this.#minutes));
    return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit, disableBail }) {
    const isStatic = mutantActivation === 'static';
    if (!isInSample(activeMutant, this.#share)) return { status: 'error', errorMessage: untested.outside };
    // One process ran the tests at first; others begin later, or again after a mutant that did not end.
    this.#endsAt ??= Number(readFileSync(this.#endsAtFile, 'utf8'));
    if (Date.now() > this.#endsAt) return { status: 'error', errorMessage: untested.late };
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    stryker.hitLimit = hitLimit;
    stryker.activeMutant = isStatic ? activeMutant.id : undefined;
    try {
      if (isStatic || this.#tests.length === 0) await this.#load();
      stryker.activeMutant = activeMutant.id;
      const wanted = testFilter && new Set(testFilter);
      const chosen = wanted ? this.#tests.filter(({ id }) => wanted.has(id)) : this.#tests;
      const tests = await this.#run(this.#inOrder(chosen, activeMutant), { bail: !disableBail });
      this.#remember(tests, activeMutant);
      return toMutantRunResult(determineHitLimitReached(stryker.hitCount, hitLimit) ?? { status: 'complete', tests });
    } catch (error) {
      return { status: 'killed', killedBy: [], failureMessage: `does not load: ${error}`, nrOfTests: 0 };
    } finally {
      stryker.activeMutant = undefined;
      if (isStatic) this.#tests = [];
    }
  }

  async dispose() {
    await this.#server?.close();
  }

  async #load() {
    this.#modules.clearCache();
    collected.begin();
    for (const file of this.#files) {
      collected.file = file;
      await this.#modules.import(resolve(file));
    }
    this.#tests = collected.tests.filter(({ id }) => !this.#leftOut.some((part) => id.includes(part)));
  }

  /** Neighbours mostly die of the same tests. */
  #inOrder(tests, { fileName }) {
    const killers = this.#killers.get(fileName) ?? [];
    const rank = new Map(killers.map((id, i) => [id, i]));
    return tests.toSorted((a, b) => (rank.get(a.id) ?? killers.length) - (rank.get(b.id) ?? killers.length));
  }

  #remember(tests, { fileName }) {
    const killer = tests.find(({ status }) => status === 1);
    if (killer === undefined) return;
    const others = (this.#killers.get(fileName) ?? []).filter((id) => id !== killer.id);
    this.#killers.set(fileName, [killer.id, ...others]);
  }

  async #run(tests, { bail }) {
    const results = [];
    for (const { id, body } of tests) {
      const start = performance.now();
      stryker.currentTestId = id;
      const failureMessage = await failureOf(body);
      stryker.currentTestId = undefined;
      const timeSpentMs = performance.now() - start;
      const about = { id, name: id, timeSpentMs };
      results.push(failureMessage === undefined ? { ...about, status: 0 } : { ...about, status: 1, failureMessage });
      if (bail && failureMessage !== undefined) break;
    }
    return results;
  }
}

/** The same mutants in every run, as long as their lines stay where they are; a larger share holds those of a smaller one. */
function isInSample({ fileName, location, replacement }, share) {
  const file = fileName.slice(fileName.lastIndexOf('/src/'));
  const digest = createHash('sha256')
    .update(JSON.stringify([file, location, replacement]))
    .digest();
  return digest.readUInt32BE(0) % 100 < share;
}

async function failureOf(body) {
  try {
    await body();
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).slice(0, 200);
  }
}

const createRunner = (options) => new InProcessRunner(options);
createRunner.inject = ['options'];
export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', createRunner)];
