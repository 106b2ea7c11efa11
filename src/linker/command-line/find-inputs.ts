/**
 * Opens the inputs of a command line in their order: files, `-l` libraries from the search path, and the switches between
 * them (`--whole-archive`, `--start-lib`, `-Bstatic`). One that cannot be had becomes an input with a problem, so that
 * the link can report it in its turn, among what is wrong with the contents of the others.
 * Not here: what kind of file an input is, and archives (`load.ts`).
 */
import type { Diagnostic, DiagnosticCode } from '../diagnostics.ts';
import { maximumLibraryLookups } from '../limits.ts';
import type { FileAccess, LinkInput, LinkOptions } from '../options.ts';
import type { ParsedArgument, ParsedArguments } from './parse-arguments.ts';

export function findInputs(
  args: ParsedArguments,
  options: Pick<LinkOptions, 'shared' | 'pie'>,
  files: FileAccess,
): LinkInput[] {
  const state: Switches = {
    wholeArchive: false,
    lazy: false,
    // Shared libraries are looked for when the output is position-independent.
    sharedLibraries: options.shared || options.pie,
  };
  const inputs: LinkInput[] = [];
  const search: Search = { searchPaths: args.values('library-path'), files, found: new Map(), lookups: 0 };
  for (const argument of args.all) {
    const input = takeArgument(argument, state, search);
    if (input !== undefined) inputs.push(input);
  }
  return inputs;
}

interface Switches {
  wholeArchive: boolean;
  lazy: boolean;
  sharedLibraries: boolean;
}

interface Search {
  readonly searchPaths: readonly string[];
  readonly files: FileAccess;
  /** By what is looked for, where it was found, so that a library that is named often is looked for once. */
  readonly found: Map<string, string | undefined>;
  /** Files that were looked for so far. */
  lookups: number;
}

function takeArgument(argument: ParsedArgument, state: Switches, search: Search): LinkInput | undefined {
  const value = argument.values[0] ?? '';
  switch (argument.id) {
    case 'input':
      return openInput(value, state, search.files);
    case 'library': {
      const path = findLibrary(value, state.sharedLibraries, search);
      if (path !== undefined) return openInput(path, state, search.files);
      return search.lookups > maximumLibraryLookups
        ? tooManyLookups
        : problem('library-not-found', `unable to find library -l${value}`);
    }
    case 'Bstatic':
    case 'Bdynamic':
      state.sharedLibraries = argument.id === 'Bdynamic';
      return undefined;
    case 'whole-archive':
    case 'no-whole-archive':
      state.wholeArchive = argument.id === 'whole-archive';
      return undefined;
    case 'start-lib':
      return startLibrary(state);
    case 'end-lib':
      return endLibrary(state);
    default:
      return undefined;
  }
}

function startLibrary(state: Switches): LinkInput | undefined {
  const nested = state.lazy;
  state.lazy = true;
  return nested ? problem('nested-start-lib', 'nested --start-lib') : undefined;
}

function endLibrary(state: Switches): LinkInput | undefined {
  const stray = !state.lazy;
  state.lazy = false;
  return stray ? problem('stray-end-lib', 'stray --end-lib') : undefined;
}

function openInput(path: string, state: Switches, files: FileAccess): LinkInput {
  const bytes = files.read(path);
  if (typeof bytes === 'string') return problem('cannot-open-file', `cannot open ${path}: ${bytes}`, { object: path });
  return {
    name: path,
    bytes,
    ...(state.wholeArchive ? { wholeArchive: true } : {}),
    ...(state.lazy ? { lazy: true } : {}),
  };
}

function problem(
  code: DiagnosticCode,
  message: string,
  more: Partial<Pick<Diagnostic, 'object' | 'fatal'>> = {},
): LinkInput {
  return {
    name: more.object ?? '',
    bytes: new Uint8Array(),
    problem: { code, severity: 'error', message, ...more },
  };
}

const tooManyLookups: LinkInput = problem(
  'library-not-found',
  `too many places to look for libraries in: more than ${maximumLibraryLookups}`,
  { fatal: true },
);

/** `:file` is the file itself; any other name is `libNAME.so`, where those are wanted, or `libNAME.a`, folder by folder. */
function findLibrary(name: string, sharedLibraries: boolean, search: Search): string | undefined {
  const candidates = name.startsWith(':')
    ? [name.slice(1)]
    : sharedLibraries
      ? [`lib${name}.so`, `lib${name}.a`]
      : [`lib${name}.a`];
  const key = candidates.join();
  if (!search.found.has(key)) search.found.set(key, searchFolders(candidates, search));
  return search.found.get(key);
}

function searchFolders(candidates: readonly string[], search: Search): string | undefined {
  for (const folder of search.searchPaths) {
    for (const candidate of candidates) {
      if (++search.lookups > maximumLibraryLookups) return undefined;
      const path = joinPath(folder, candidate);
      if (search.files.exists(path)) return path;
    }
  }
  return undefined;
}

function joinPath(folder: string, file: string): string {
  if (folder === '') return file;
  if (folder.endsWith('/')) return folder + file.replace(/^\/+/, '');
  return file.startsWith('/') ? folder + file : `${folder}/${file}`;
}
