/**
 * The library `linksmith`: the linker, and the object format that it reads and writes.
 * `link(inputs, options)` returns a module's bytes, or diagnostics; it never throws for bad input and needs no disk.
 * The harness has entries of its own: `linksmith/generators`, `linksmith/properties`, `linksmith/targets`.
 */
export { type CommandLine, parseCommandLine } from './linker/command-line/parse-command-line.ts';
export { printDiagnostics } from './linker/command-line/print-diagnostics.ts';
export type { Diagnostic, DiagnosticCode } from './linker/diagnostics.ts';
export { type LinkResult, type LinkStats, link } from './linker/link.ts';
export type { LinkMap, MappedAtom, MappedSite } from './linker/link-map.ts';
export { printLinkMap } from './linker/map-file.ts';
export {
  completeOptions,
  defaultOptions,
  type FileAccess,
  type LinkInput,
  type LinkOptions,
} from './linker/options.ts';
export * from './wasm/index.ts';
