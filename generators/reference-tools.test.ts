/**
 * Holds the generators to programs that are not ours: LLVM's readers must take every object without complaint, wasm-ld
 * must judge each scenario as the model does, and what it links must return what the model says. Skipped, visibly,
 * where the programs are not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { caseAt } from './case.ts';
import { type Expectation, expectationOf } from './expect.ts';
import { lower } from './lower.ts';
import type { ProfileName } from './profiles.ts';
import { knownBugs } from './reference-bugs.ts';
import type { Scenario } from './scenario.ts';
import { hostValue } from './values.ts';

const linker = 'wasm-ld-19';
const readers = [
  ['llvm-readobj-19', ['--file-header', '--sections', '--symbols', '--relocs']],
  ['llvm-objdump-19', ['-h', '-d', '-r']],
] as const;

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'generators-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeCase(scenario: Scenario, name: string): { directory: string; args: readonly string[]; files: string[] } {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const { files, args } = lower(scenario);
  for (const [file, bytes] of files) writeFileSync(join(directory, file), bytes);
  return { directory, args, files: [...files.keys()] };
}

const profiles: readonly [ProfileName, number][] = [
  ['tiny', 30],
  ['default', 60],
  ['large', 2],
  ['weak', 25],
  ['data', 25],
  ['tables', 25],
  ['comdats', 25],
  ['archives', 25],
  ['init-functions', 25],
  ['custom-sections', 25],
  ['globals', 25],
  ['options', 40],
  ['errors', 40],
];

describe.skipIf(!readers.every(([program]) => isInstalled(program)))('LLVM’s readers', () => {
  test.each(profiles)('take the objects of %s', (profile, count) => {
    for (let index = 0; index < Math.ceil(count / 5); index++) {
      const { directory, files } = writeCase(caseAt({ seed: 90, index, profile }), `read-${profile}-${index}`);
      for (const [program, options] of readers) {
        const { status, stderr } = spawnSync(program, [...options, ...files], { cwd: directory, encoding: 'utf8' });
        expect([profile, index, status, stderr]).toEqual([profile, index, 0, '']);
      }
    }
  });
});

/** What wasm-ld says for each code that the model gives. */
const words: Readonly<Record<string, RegExp>> = {
  'duplicate-symbol': /duplicate symbol: /,
  'undefined-symbol': /undefined symbol: /,
  'symbol-type-mismatch': /symbol type mismatch: /,
  'signature-mismatch': /function signature mismatch: /,
  'global-type-mismatch': /Global type mismatch: /,
  'import-name-mismatch': /import name mismatch for symbol: /,
  'import-module-mismatch': /import module mismatch for symbol: /,
  'undefined-entry': /entry symbol not defined/,
  'undefined-export': /symbol exported via --export not found: /,
  'bad-constructor': /constructor functions cannot take arguments: /,
  'disallowed-feature': /Target feature '.*' (used in|used by) .* is (disallowed|not allowed)/,
  'mutable-global-feature': /mutable global exported but 'mutable-globals' feature not present/,
  'memory-too-small': /(initial|maximum) memory too small/,
  'misaligned-memory': /memory must be .*-byte aligned/,
  'misaligned-stack': /stack size must be 16-byte aligned/,
};

describe.skipIf(!isInstalled(linker))(linker, () => {
  test.each(profiles)('judges and links %s as the model says', (profile, count) => {
    for (let index = 0; index < count; index++) {
      const scenario = caseAt({ seed: 91, index, profile });
      if (knownBugs(scenario, linker).length > 0) continue;
      const { directory, args } = writeCase(scenario, `link-${profile}-${index}`);
      const run = spawnSync(linker, [...args, '-o', 'out.wasm'], { cwd: directory, encoding: 'utf8' });
      const expectation = expectationOf(scenario);
      const verdict = run.status === 0 ? 'links' : 'fails';
      expect([index, verdict, verdict === expectation.verdict ? '' : run.stderr]).toEqual([
        index,
        expectation.verdict,
        '',
      ]);
      if (run.status !== 0) expect([index, saysOneOf(run.stderr, expectation)]).toEqual([index, true]);
      else expect([index, callAll(directory, expectation)]).toEqual([index, outcomes(expectation)]);
    }
  });
});

function saysOneOf(stderr: string, { problems }: Expectation): boolean {
  return problems.some(({ code }) => words[code]!.test(stderr));
}

function outcomes({ calls }: Expectation): unknown[] {
  return calls.map(({ export: name, outcome }) => [name, outcome.kind === 'returns' ? outcome.value : outcome.kind]);
}

/** What of the engine is used here; the compiler’s libraries do not know it. */
interface Engine {
  readonly Module: {
    new (bytes: Uint8Array): object;
    imports(module: object): { readonly module: string; readonly name: string; readonly kind: string }[];
  };
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (limits: object) => object;
  readonly Table: new (limits: object) => object;
  readonly RuntimeError: new () => Error;
}
const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

function callAll(directory: string, { calls }: Expectation): unknown[] {
  const module = new engine.Module(readFileSync(join(directory, 'out.wasm')));
  const { exports } = new engine.Instance(module, importsOf(module));
  return calls.map(({ export: name, arguments: args }) => [name, resultOf(exports[name] as Exported, args)]);
}

type Exported = (...args: readonly number[]) => number | undefined;

function resultOf(call: Exported, args: readonly number[]): unknown {
  try {
    return call(...args) ?? 0;
  } catch (error) {
    return error instanceof engine.RuntimeError ? 'traps' : String(error);
  }
}

/** All imported functions of generated scenarios take and give i32. */
function importsOf(module: object): object {
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module: from, name, kind } of engine.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = importOf(kind, from, name);
  }
  return imports;
}

function importOf(kind: string, from: string, name: string): unknown {
  if (kind === 'memory') return new engine.Memory({ initial: 32, maximum: 64 });
  if (kind === 'table') return new engine.Table({ initial: 1000, element: 'anyfunc' });
  return (...args: number[]) => hostValue(from, name, args);
}
