/**
 * `--reproduce`: a tar file with all inputs and a response file that links them again, so that one can be sent to
 * someone else. Paths are made relative to the archive's root. Unlike wasm-ld's, the response file also leads `-L` and
 * `--allow-undefined-file` into the archive, and keeps `--features=` in one piece.
 * Not here: the format (`tar.ts`) and writing the file, which is done when the link has ended and all is read.
 */
import { posix } from 'node:path';
import type { FileAccess } from '../options.ts';
import { optionRows } from './option-table.ts';
import type { ParsedArgument, ParsedArguments } from './parse-arguments.ts';
import { encodeTar, type TarEntry } from './tar.ts';
import { versionText } from './version.ts';

/** Passes reads on and keeps what was read. */
export interface RecordedFiles extends FileAccess {
  readonly entries: readonly TarEntry[];
}

/** What `--reproduce` packs. */
export interface Reproduction {
  /** Where `--reproduce` wants the tar file. */
  readonly path: string;
  /** The tar file's bytes, with what was read until now. */
  pack(): Uint8Array;
}

export function recordFiles(files: FileAccess): RecordedFiles {
  const entries: TarEntry[] = [];
  return {
    ...files,
    entries,
    exists: (path) => files.exists(path),
    read(path) {
      const bytes = files.read(path);
      if (typeof bytes !== 'string') entries.push({ path, bytes });
      return bytes;
    },
  };
}

export function reproduction(
  path: string,
  args: ParsedArguments,
  record: RecordedFiles,
  workingDirectory: string,
): Reproduction {
  const stem = posix.parse(path).name;
  // Whoever unpacks `...tar` must not unpack it to the folder above.
  const root = /^\.*$/.test(stem) ? 'reproduce' : stem;
  const toRoot = (file: string) => posix.resolve(workingDirectory, file).slice('/'.length);
  const text = (content: string) => new TextEncoder().encode(content);
  return {
    path,
    pack: () =>
      encodeTar([
        { path: `${root}/response.txt`, bytes: text(responseFile(args, toRoot)) },
        { path: `${root}/version.txt`, bytes: text(`${versionText}\n`) },
        ...record.entries.map((entry) => ({ path: `${root}/${toRoot(entry.path)}`, bytes: entry.bytes })),
      ]),
  };
}

function responseFile(args: ParsedArguments, toRoot: (path: string) => string): string {
  return args.all
    .filter((argument) => argument.id !== 'reproduce' && argument.id !== 'unknown')
    .map((argument) => `${argumentLine(argument, toRoot)}\n`)
    .join('');
}

function argumentLine(argument: ParsedArgument, toRoot: (path: string) => string): string {
  const value = argument.values[0] ?? '';
  switch (argument.id) {
    case 'input':
      return quoted(toRoot(value));
    case 'library-path':
    case 'allow-undefined-file':
      return render(argument, [toRoot(value)]);
    // The archive has no folder for what is written.
    case 'o':
    case 'Map':
    case 'why-extract':
      return render(argument, [posix.basename(value)]);
    default:
      return render(argument, argument.values);
  }
}

function render(argument: ParsedArgument, values: readonly string[]): string {
  if (values.length === 0) return argument.spelling;
  const kind = optionRows.find((row) => row.id === argument.id)?.kind;
  if (kind === 'comma-joined') return argument.spelling + quoted(values.join(','));
  return `${argument.spelling}${kind === 'joined' ? '' : ' '}${values.map(quoted).join(' ')}`;
}

function quoted(value: string): string {
  if (!/[\s"'\\]/.test(value)) return value;
  return `"${value.replace(/["\\]/g, (char) => `\\${char}`)}"`;
}
