/**
 * LLVM's wasm-ld of any version on PATH: `wasm-ld`, `wasm-ld-19`. Jobs speak the command line of 19: what an older
 * version does not know is told from the table below, defaults that a newer one changed are put back.
 * Not here: running it (`native.ts`).
 */
import { spawnSync } from 'node:child_process';
import { nativeTarget } from './native.ts';
import { findProgram, programsMatching } from './program-path.ts';
import { type LinkFeatures, type Target, TargetMissingError } from './target.ts';

/** Throws `TargetMissingError` when `program` is not there. */
export function wasmLdTarget(program: string): Target {
  const path = findProgram(program);
  if (path === undefined) throw new TargetMissingError(`${program} is not on PATH; ${howToGet(program)}`);
  let banner: string | undefined;
  const readBanner = () => (banner ??= readVersion(path));
  return nativeTarget({
    name: program,
    get linker() {
      if (program !== 'wasm-ld') return program;
      const major = majorVersion(readBanner());
      return major === undefined ? program : `wasm-ld-${major}`;
    },
    version: async () => readBanner(),
    lacks: (wanted) => lackedBy(majorVersion(readBanner()), wanted),
    command: (job, output) => [path, ...withDefaultsOf19(majorVersion(readBanner()), job.args), '-o', output],
  });
}

/** Names of the wasm-ld programs on PATH. */
export function wasmLdPrograms(): readonly string[] {
  return programsMatching(wasmLdName);
}

export const wasmLdName = /^wasm-ld(-\d+)?$/;

export function howToGet(program: string): string {
  const version = /-(\d+)$/.exec(program)?.[1];
  return version === undefined
    ? 'it comes with LLVM (Debian: the package lld)'
    : `it comes with LLVM ${version} (Debian: the package lld-${version})`;
}

function readVersion(path: string): string {
  const { stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  if (error !== undefined) throw new TargetMissingError(`${path} cannot be run: ${error.message}`);
  return stdout.trim().split('\n')[0] ?? '';
}

/** `Debian LLD 19.1.7` is 19; undefined when the banner has no such number. */
export function majorVersion(banner: string): number | undefined {
  const match = /LLD (\d+)/.exec(banner);
  return match ? Number(match[1]) : undefined;
}

/** 22 puts the stack first unless it is told not to. */
export function withDefaultsOf19(major: number | undefined, args: readonly string[]): readonly string[] {
  const saysItself = args.some((arg) => /^--?(no-)?stack-first$/.test(arg));
  return major !== undefined && major >= 22 && !saysItself ? ['--no-stack-first', ...args] : args;
}

/** The first LLVM release with each option, as the help texts of 14, 16, 19 and 22 have them. */
const optionsSince: readonly (readonly [pattern: RegExp, since: number])[] = [
  [/^--?extra-features\b/, 16],
  [/^--?why-extract\b/, 16],
  [/^--unresolved-symbols=import-dynamic$/, 16],
  [/^--?export-memory\b/, 16],
  // In a module that is moved, 14 fills data in `__wasm_call_ctors`, as loaders wanted it before https://reviews.llvm.org/D128515.
  [/^--?(pie|shared)$/, 16],
  [/^--(start|end)-lib$/, 19],
  [/^--?(build-id|keep-section|table-base|initial-heap|soname)\b/, 19],
  [/^--no-(growable-memory|shlib-sigcheck)$/, 19],
  [/^--?(page-size|rpath)\b/, 22],
  [/^--(no-)?allow-multiple-definition$/, 22],
  [/^--(noinhibit-exec|no-stack-first)$/, 22],
];

interface Ability {
  readonly feature: RegExp;
  /** An argument that has to be there too. */
  readonly beside?: RegExp;
  /** The first and the last release that has it; of those that were looked at. */
  readonly since?: number;
  readonly until?: number;
}

const abilities: readonly Ability[] = [
  { feature: /^start-lib$/, since: 19 },
  // The stack's ends, and the table as a name, came with 16.
  { feature: /^synthetic-symbol$/, since: 16 },
  { feature: /^retain$/, since: 19 },
  { feature: /^option:global-base$/, beside: /^--?stack-first$/, since: 16 },
  // Members are found by the archive's symbol table until 18 (llvm-project#78658).
  { feature: /^archive-without-index$/, since: 19 },
  // 14 fills it with a `memory.fill` whose size has 32 bits.
  { feature: /^option:memory64$/, beside: /^--?import-memory$/, since: 16 },
  { feature: /^reloc:FUNCTION_INDEX_I32\b/, since: 19 },
  // Tables of 64-bit memory: 14 and 16 call through them with slots of 32 bits, and have another base of their own.
  { feature: /^reloc:TABLE_INDEX_\w+64\b/, since: 19 },
  { feature: /^option:memory64$/, beside: /^--?(pie|shared)$/, since: 19 },
  // 14 and 16 leave the addend out.
  { feature: /^thread-local-addend$/, since: 19 },
  // From 20 on an address of thread-local data counts from `__tls_base`, whether there are threads or not
  // (llvm-project#116136).
  { feature: /^thread-local-without-threads$/, until: 19 },
  // What is the same wherever the module lies is refused in its data since 22 (llvm-project#162117); 16 to 21 add the base.
  {
    feature: /^reloc:(MEMORY_ADDR_LOCREL|GLOBAL_INDEX|FUNCTION_INDEX|FUNCTION_OFFSET)_I(32|64):data$/,
    beside: /^--?(pie|shared)$/,
    until: 21,
  },
];

/** The first thing wanted that this version does not have. */
export function lackedBy(major: number | undefined, wanted: LinkFeatures): string | undefined {
  if (wanted.args.some((arg) => /^--?atoms\b/.test(arg))) return '--atoms';
  if (major === undefined) return undefined;
  for (const ability of abilities) {
    const asked = isThere(ability, major) ? undefined : featureAsked(wanted, ability);
    if (asked !== undefined) return asked;
  }
  return wanted.args.find((arg) => optionsSince.some(([pattern, since]) => major < since && pattern.test(arg)));
}

const isThere = ({ since = 0, until = Number.POSITIVE_INFINITY }: Ability, major: number): boolean =>
  major >= since && major <= until;

function featureAsked({ features, args }: LinkFeatures, { feature, beside }: Ability): string | undefined {
  if (beside !== undefined && !args.some((arg) => beside.test(arg))) return undefined;
  return features.find((one) => feature.test(one));
}
