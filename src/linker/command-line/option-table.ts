/**
 * The options of wasm-ld 19, one row each, and ours: how they are spelled, what value they take, what they mean.
 * A row whose `id` was seen before is another spelling of that option. `parse-arguments.ts` reads command lines by this
 * table and `help-text.ts` prints it; what an option does to a link is in `read-options.ts`.
 */

/** How a value is given: not at all, `--x=v`, `--x v`, `-xv` or `-x v`, `--x=a,b`. */
export type OptionKind = 'flag' | 'joined' | 'separate' | 'joined-or-separate' | 'comma-joined';

export interface OptionRow<Id extends string = string> {
  readonly id: Id;
  /** What may stand before the name; the first is the one that is printed. */
  readonly prefixes: readonly string[];
  /** Without prefix; a joined one with its `=`. */
  readonly name: string;
  readonly kind: OptionKind;
  /** Undefined for spellings that `--help` does not list. */
  readonly help: string | undefined;
  /** What stands for the value in `--help`, if that is not `<value>`. */
  readonly metavar: string | undefined;
}

const either = ['--', '-'];
const long = ['--'];
const short = ['-'];

function row<const Id extends string>(
  id: Id,
  prefixes: readonly string[],
  name: string,
  kind: OptionKind,
  help?: string,
  metavar?: string,
): OptionRow<Id> {
  return { id, prefixes, name, kind, help, metavar };
}

/** `--x v` and `--x=v`; only the second is listed. */
function valued<const Id extends string>(
  id: Id,
  help: string,
  metavar?: string,
  prefixes: readonly string[] = either,
): OptionRow<Id>[] {
  return [row(id, prefixes, id, 'separate'), row(id, prefixes, `${id}=`, 'joined', help, metavar)];
}

/** `--x` and `--no-x`. */
function toggle<const Id extends string>(
  id: Id,
  on: string,
  off: string,
  prefixes: readonly string[] = either,
): OptionRow<Id | `no-${Id}`>[] {
  return [row(id, prefixes, id, 'flag', on), row(`no-${id}`, prefixes, `no-${id}`, 'flag', off)];
}

function flag<const Id extends string>(id: Id, help: string, prefixes: readonly string[] = either): OptionRow<Id> {
  return row(id, prefixes, id, 'flag', help);
}

/** `--x=v` with two dashes only. */
function joined<const Id extends string>(id: Id, help: string, metavar?: string): OptionRow<Id> {
  return row(id, long, `${id}=`, 'joined', help, metavar);
}

const sharedWithOtherLinkers = [
  flag('Bsymbolic', 'Bind references to defined symbols inside the output'),
  flag('Bdynamic', 'Let -l find shared libraries'),
  flag('Bstatic', 'Let -l find archives only (default)'),
  row('build-id', either, 'build-id', 'flag', 'Same as --build-id=fast'),
  row('build-id=', either, 'build-id=', 'joined', 'Write a build_id section', '[fast,sha1,uuid,0x<hexstring>]'),
  ...toggle('color-diagnostics', 'Same as --color-diagnostics=always', 'Same as --color-diagnostics=never'),
  row(
    'color-diagnostics=',
    either,
    'color-diagnostics=',
    'joined',
    'Colour messages (default: auto)',
    '[auto,always,never]',
  ),
  flag('compress-relocations', 'Shorten the relocated numbers in the code section; needs -s or -S'),
  ...toggle('demangle', 'Print C++ and Rust names demangled (default)', 'Print symbol names as they are'),
  flag('emit-relocs', 'Keep relocations in the output'),
  flag('error-unresolved-symbols', 'Undefined symbols are errors (default)'),
  ...toggle('export-dynamic', 'Export every symbol that is not hidden', 'Export only what is asked for (default)'),
  flag('end-lib', 'End of --start-lib'),
  row('entry', either, 'entry', 'separate', 'Function at which the program starts', '<entry>'),
  ...valued('error-limit', 'Stop after this many errors (0: never)', undefined, long),
  ...toggle('fatal-warnings', 'Warnings are errors', 'Warnings are not errors (default)'),
  ...toggle('gc-sections', 'Drop what nothing refers to (default)', 'Keep what nothing refers to'),
  ...toggle(
    'merge-data-segments',
    'Make one segment of those that begin alike (default)',
    'Keep data segments apart',
    long,
  ),
  flag('help', 'Print this help'),
  row('library', short, 'l', 'joined-or-separate', 'Link lib<libName>.a or .so from the search path', '<libName>'),
  row('library-path', short, 'L', 'joined-or-separate', 'Add a folder to the search path of -l', '<dir>'),
  row('m', short, 'm', 'joined-or-separate', 'Architecture: wasm32 or wasm64'),
  ...valued('mllvm', 'Accepted and ignored: there is no code generator here'),
  ...valued('Map', 'Write a link map to this file'),
  row('o', short, 'o', 'joined-or-separate', 'The output file', '<path>'),
  row('O', short, 'O', 'joined-or-separate', 'How hard to work for a small output: 0, 1 or 2'),
  ...toggle('pie', 'Make a position-independent executable', 'Make an executable with fixed addresses (default)'),
  ...toggle('print-gc-sections', 'Name what is dropped', 'Do not name what is dropped (default)'),
  flag('print-map', 'Print a link map on standard output'),
  flag('relocatable', 'Make one object of the inputs'),
  ...valued('reproduce', 'Write the command line and all inputs to a tar file', undefined, long),
  ...valued('rsp-quoting', 'Quoting in response files', '[posix,windows]'),
  flag('shared', 'Make a shared library'),
  flag('start-lib', 'Objects up to --end-lib are linked only when needed, as archive members are'),
  flag('strip-all', 'Drop all custom sections'),
  flag('strip-debug', 'Drop debug sections'),
  ...valued('threads', 'Accepted and ignored: the link runs on one thread'),
  flag('trace', 'Print the name of each input that is linked'),
  ...valued('trace-symbol', 'Say where a symbol is defined and referred to'),
  ...valued('undefined', 'Link what defines this symbol'),
  ...valued('unresolved-symbols', 'Undefined symbols: report-all, ignore-all or import-dynamic'),
  row('v', short, 'v', 'flag', 'Print the version'),
  flag('verbose', 'Say what is being done'),
  flag('version', 'Print the version and end'),
  flag('warn-unresolved-symbols', 'Undefined symbols are warnings'),
  ...valued('wrap', 'References to a symbol go to __wrap_<symbol>', '<symbol>=<symbol>'),
  row('z', short, 'z', 'joined-or-separate', 'More settings: stack-size=<bytes>', '<option>'),
];

const ownOfWasm = [
  flag('allow-undefined', 'Same as --import-undefined --unresolved-symbols=ignore-all'),
  flag('import-undefined', 'Import undefined symbols where that is possible'),
  row('allow-undefined-file', either, 'allow-undefined-file=', 'joined', 'Symbols named in this file may be undefined'),
  row('allow-undefined-file', short, 'allow-undefined-file', 'separate'),
  ...valued('export', 'Export this symbol'),
  ...valued('export-if-defined', 'Export this symbol if there is one'),
  flag('export-all', 'Export all symbols', long),
  flag('export-table', 'Export the function table', long),
  flag('growable-table', 'Let the function table grow', long),
  joined('global-base', 'Address of the first global data (default 1024)'),
  ...valued('keep-section', 'Keep this custom section under --strip-all'),
  flag('import-memory', 'Import the memory as env.memory', long),
  row(
    'import-memory=',
    long,
    'import-memory=',
    'joined',
    'Import the memory from this module by this name',
    '<module>,<name>',
  ),
  flag('export-memory', 'Export the memory as "memory"', long),
  row('export-memory=', long, 'export-memory=', 'joined', 'Export the memory by this name'),
  flag('shared-memory', 'Let threads share the memory', long),
  ...valued('soname', 'Name of the module in the name section'),
  flag('import-table', 'Import the function table', long),
  joined('initial-heap', 'Bytes of heap at the start'),
  joined('initial-memory', 'Bytes of memory at the start'),
  joined('max-memory', 'Most bytes that the memory may grow to'),
  flag('no-growable-memory', 'The memory never grows', long),
  flag('no-entry', 'The program has no start function', long),
  flag('no-shlib-sigcheck', 'Do not compare signatures with those in shared libraries', long),
  flag('stack-first', 'Put the stack before the data', long),
  joined('table-base', 'First table slot that functions get (default 1)'),
  ...toggle(
    'whole-archive',
    'Link all members of the archives that follow',
    'Link archive members only when needed (default)',
  ),
  joined('why-extract', 'Write to this file why archive members were linked'),
  ...toggle('check-features', 'Check that the features of the inputs agree (default)', 'Do not check features', long),
  row('features', either, 'features=', 'comma-joined', 'Features of the output; by default those of the inputs'),
  row('extra-features', either, 'extra-features=', 'comma-joined', 'Features of the output beside those of the inputs'),
];

const otherSpellings = [
  row('entry', short, 'e', 'joined-or-separate'),
  row('entry', either, 'entry=', 'joined'),
  row('Bdynamic', either, 'call_shared', 'flag', 'Same as --Bdynamic'),
  row('Bdynamic', either, 'dy', 'flag', 'Same as --Bdynamic'),
  row('Bstatic', either, 'dn', 'flag', 'Same as --Bstatic'),
  row('Bstatic', either, 'non_shared', 'flag', 'Same as --Bstatic'),
  row('Bstatic', either, 'static', 'flag', 'Same as --Bstatic'),
  row('export-dynamic', short, 'E', 'flag', 'Same as --export-dynamic'),
  row('initial-memory', short, 'i', 'flag'),
  row('library', either, 'library', 'separate'),
  row('library', either, 'library=', 'joined'),
  row('library-path', either, 'library-path', 'separate'),
  row('library-path', either, 'library-path=', 'joined'),
  row('print-map', short, 'M', 'flag', 'Same as --print-map'),
  row('relocatable', short, 'r', 'flag'),
  row('strip-all', short, 's', 'flag', 'Same as --strip-all'),
  row('strip-debug', short, 'S', 'flag', 'Same as --strip-debug'),
  row('trace', short, 't', 'flag', 'Same as --trace'),
  row('trace-symbol', short, 'y', 'joined-or-separate', 'Same as --trace-symbol'),
  row('undefined', short, 'u', 'joined-or-separate'),
];

/** Read so that a build that passes them works; there is no LTO here. */
const linkTimeOptimization = [
  row('lto-O', long, 'lto-O', 'joined', 'Accepted and ignored: there is no LTO here', '<opt-level>'),
  row('lto-CGO', long, 'lto-CGO', 'joined', 'Accepted and ignored', '<cgopt-level>'),
  joined('lto-partitions', 'Accepted and ignored'),
  row('disable-verify', either, 'disable-verify', 'flag'),
  flag('save-temps', 'Accepted and ignored'),
  joined('thinlto-cache-dir', 'Accepted and ignored'),
  ...valued('thinlto-cache-policy', 'Accepted and ignored', undefined, long),
  joined('thinlto-jobs', 'Accepted and ignored'),
  flag('lto-debug-pass-manager', 'Accepted and ignored', long),
];

const rest = [
  flag('experimental-pic', 'Do not warn that --shared and --pie are not stable', long),
  joined('atoms', 'How symbols become atoms, with the same output (default: lazy)', '[lazy,eager]'),
];

export const optionRows = [
  ...sharedWithOtherLinkers,
  ...ownOfWasm,
  ...otherSpellings,
  ...linkTimeOptimization,
  ...rest,
];

export type OptionId = (typeof optionRows)[number]['id'];
