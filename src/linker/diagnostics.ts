/**
 * What the linker has to say, as values: a `Diagnostic` has a stable code, a severity and wasm-ld's words. Phases give
 * them to one `DiagnosticSink` and go on; `link.ts` looks at `failed` at its checkpoints.
 * The sink keeps the order, makes warnings errors with `--fatal-warnings`, and closes after a fatal error or at
 * `--error-limit`: what comes later is not heard, as from a wasm-ld that has ended.
 * Not here: printing (`src/cli/run-ld.ts`, `command-line/print-diagnostics.ts`) and bugs of ours (`InternalError`).
 */

/** Every code there is, with what it means. Codes are part of the interface: findings and other people's scripts keep them. */
export const diagnosticCodes = {
  // The command line
  'unknown-argument': 'an argument is no option of the linker',
  'missing-argument': 'the last option lacks its value',
  'unknown-value': 'an option has a value that it does not know',
  'bad-number': 'an option wants a number and got something else',
  'bad-hexadecimal': 'a build id has digits that are not hexadecimal',
  'incompatible-options': 'two options exclude each other',
  'missing-output-file': 'no output file is named',
  'nested-start-lib': '--start-lib stands between --start-lib and --end-lib',
  'stray-end-lib': '--end-lib has no --start-lib before it',
  'unknown-z-option': 'a -z option is not known and is ignored',
  'response-file': 'a response file includes itself or cannot be read',
  'unstable-feature': 'an experimental kind of output is made without --experimental-pic',
  'useless-option': 'an option has no meaning in this link',
  // Files
  'cannot-open-file': 'an input, or a file that an option names, cannot be read',
  'cannot-open-output': 'an output file cannot be made',
  'library-not-found': 'no search path has the library of a -l',
  'no-input-files': 'there is nothing to link',
  'unknown-file-type': 'an input is neither object, archive, shared object nor stub library',
  'malformed-archive': 'an archive cannot be parsed',
  'ignored-archive-member': 'an archive member is no wasm object and is passed over',
  'malformed-object': 'an object breaks the format; the message says where and what was expected',
  'too-many-entries': 'the inputs have more functions, symbols, segments and other entries than the linker takes',
  'not-relocatable': 'a wasm module is no relocatable object',
  'unsupported-input': 'an input is well-formed but uses what this linker does not do, such as LTO bitcode',
  'architecture-mismatch': 'wasm32 and wasm64 objects are mixed, or -m says otherwise',
  'missing-table-symbol': 'an object uses tables without the symbols that it must have for them',
  'bad-reloc-target': 'a relocation refers to something that is not there or is of another kind',
  'bad-reloc-place': 'a relocation lies outside of its section, straddles two atoms or overlaps another',
  // Symbols
  'undefined-symbol': 'a strong symbol has no definition',
  'duplicate-symbol': 'a strong symbol has two definitions',
  'symbol-type-mismatch': 'one name is used for symbols of two kinds',
  'signature-mismatch': 'a function is declared or defined with two signatures',
  'global-type-mismatch': 'a global is declared or defined with two types',
  'table-type-mismatch': 'a table is declared or defined with two types',
  'tag-signature-mismatch': 'a tag is declared or defined with two signatures',
  'import-name-mismatch': 'one symbol is imported under two names',
  'import-module-mismatch': 'one symbol is imported from two modules',
  'reserved-symbol': 'an input defines a symbol that is the linker’s own, or uses it as another kind',
  'undefined-entry': 'the entry symbol has no definition',
  'undefined-export': 'a symbol of --export has no definition',
  'duplicate-export': 'two exports have one name',
  'stub-dependency': 'a stub library needs a symbol that is not defined',
  'bad-constructor': 'a constructor or __wasm_call_dtors has parameters or results, or is no function',
  // Relocation
  'undefined-reloc-target': 'a relocation of this kind cannot refer to an undefined symbol',
  'tls-reloc': 'a thread-local relocation refers to something that is not thread-local',
  'not-position-independent': 'a relocation of this kind cannot be used in position-independent output',
  // Features
  'shared-memory-disallowed': 'an input forbids shared memory',
  'missing-memory-feature': 'shared memory or thread-local storage needs a feature that no input uses',
  'disallowed-feature': 'an input uses a feature that --features or another input does not allow',
  'missing-feature': 'an input lacks a feature that another requires',
  'mutable-global-feature': 'a mutable global is imported or exported and the feature for it is not on',
  'reference-types-conflict': 'an object without reference-types meets a table that needs them',
  // Layout
  'misaligned-stack': 'the stack’s size is no multiple of its alignment',
  'global-base-in-stack': '--global-base lies inside the stack',
  'misaligned-memory': 'a memory or heap size is no multiple of the page size',
  'memory-too-small': 'a memory size does not hold what is in it',
  'memory-too-large': 'a memory, heap or table size, or an address, is beyond what the architecture allows',
  'too-much-padding': 'alignments ask for more zeroes between pieces of data than an output may hold',
  'bad-string-segment': 'a segment of strings does not end in NUL, or a reference lies outside of it',
  // About the report itself
  'too-many-errors': '--error-limit is reached; the link ends',
  verbose: 'a line of --verbose',
} as const satisfies Record<string, string>;

/** One of `diagnosticCodes`. */
export type DiagnosticCode = keyof typeof diagnosticCodes;

/** Where a diagnostic belongs, as far as it is known. */
export interface DiagnosticPlace {
  /** The input as it is printed; archive members as `lib.a(member.o)`. */
  readonly object?: string;
  /** Byte offset in that input. */
  readonly offset?: number;
  /** The symbol's name, not demangled. */
  readonly symbol?: string;
}

/** One thing that the linker has to say. `printDiagnostics` prints it as wasm-ld does. */
export interface Diagnostic extends DiagnosticPlace {
  readonly code: DiagnosticCode;
  /** A note is a line of `--verbose`. */
  readonly severity: 'error' | 'warning' | 'note';
  /** wasm-ld's words where it has some; may have several lines. No program name, no severity, no full stop. */
  readonly message: string;
  /** The link ends here and nothing after it is reported. */
  readonly fatal?: true;
}

export interface SinkSettings {
  /** 0: no limit. Default 20. */
  readonly errorLimit?: number;
  readonly fatalWarnings?: boolean;
  readonly verbose?: boolean;
  /** Reported before, taken over as they are. */
  readonly earlierDiagnostics?: readonly Diagnostic[];
}

export class DiagnosticSink {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #printed: string[] = [];
  #settings: SinkSettings;
  #errorCount = 0;
  #closed = false;

  constructor(settings: SinkSettings = {}) {
    this.#settings = settings;
    for (const earlier of settings.earlierDiagnostics ?? []) this.#keep(earlier);
  }

  error(code: DiagnosticCode, message: string, place: DiagnosticPlace = {}): void {
    this.report({ ...place, code, severity: 'error', message });
  }

  /** An error after which wasm-ld ends at once: the sink closes. */
  fatal(code: DiagnosticCode, message: string, place: DiagnosticPlace = {}): void {
    this.report({ ...place, code, severity: 'error', message, fatal: true });
  }

  warn(code: DiagnosticCode, message: string, place: DiagnosticPlace = {}): void {
    this.report({ ...place, code, severity: 'warning', message });
  }

  /** A line of `--verbose`; the text is made only when someone listens. */
  note(text: () => string): void {
    if (this.#settings.verbose) this.report({ code: 'verbose', severity: 'note', message: text() });
  }

  /** Takes a diagnostic that was made elsewhere; limits and `--fatal-warnings` apply to it as to any other. */
  report(diagnostic: Diagnostic): void {
    if (this.#closed) return;
    const heard = this.#raised(diagnostic);
    const limit = this.#settings.errorLimit ?? 20;
    if (heard.severity !== 'error' || limit === 0 || this.#errorCount < limit) this.#keep(heard);
    else if (this.#errorCount === limit) this.#keep(tooManyErrors);
    // Past a limit that was only set after the errors had come: wasm-ld counts on in silence.
    else this.#errorCount += 1;
  }

  /** A line for standard output (`--trace`, `--print-gc-sections`, …), in order. */
  print(line: string): void {
    if (!this.#closed) this.#printed.push(line);
  }

  /** For the command line, which learns the limit only after it has met the first errors. */
  configure(settings: SinkSettings): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  get printed(): readonly string[] {
    return this.#printed;
  }

  get errorCount(): number {
    return this.#errorCount;
  }

  /** There was an error: stop at the next checkpoint. */
  get failed(): boolean {
    return this.#errorCount > 0;
  }

  /** Nothing more is heard; a long phase may stop early. */
  get closed(): boolean {
    return this.#closed;
  }

  #raised(diagnostic: Diagnostic): Diagnostic {
    if (diagnostic.severity !== 'warning' || !this.#settings.fatalWarnings) return diagnostic;
    return { ...diagnostic, severity: 'error' };
  }

  #keep(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic);
    if (diagnostic.severity === 'error') this.#errorCount += 1;
    if (diagnostic.fatal) this.#closed = true;
  }
}

const tooManyErrors: Diagnostic = {
  code: 'too-many-errors',
  severity: 'error',
  message: 'too many errors emitted, stopping now (use -error-limit=0 to see all errors)',
  fatal: true,
};
