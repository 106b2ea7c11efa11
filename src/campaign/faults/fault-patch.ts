/**
 * Applies a fault's patch to the sources, strictly: each hunk has one place where it fits and no other, whatever the line
 * numbers say, so that a patch either plants its fault or is refused when the source has moved on.
 * In: the diff, and the sources it is against. Out: the changed files, and where in them the changes are.
 */
import { applyPatch, parsePatch, type StructuredPatch, type StructuredPatchHunk } from 'diff';

export interface PatchedFile {
  /** In the project: `src/linker/mark.ts`. */
  readonly path: string;
  readonly text: string;
  /** Offsets of the first character of each change (of what stands behind it, when lines were only removed). */
  readonly changes: readonly number[];
}

/** The patch does not fit the sources. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

const patchable = /^src\/(linker|wasm)\/[\w/-]+\.ts$/;

export function patchSources(patch: string, sources: ReadonlyMap<string, string>): PatchedFile[] {
  const files = parsePatch(patch).filter(({ hunks }) => hunks.length > 0);
  if (files.length === 0) throw new PatchError('the patch changes nothing');
  return files.map((file) => patchFile(file, sources));
}

function patchFile(file: StructuredPatch, sources: ReadonlyMap<string, string>): PatchedFile {
  const path = (file.newFileName ?? '').replace(/^b\//, '');
  if (!patchable.test(path)) throw new PatchError(`${path}: not a source file of the linker or of src/wasm`);
  const before = sources.get(path);
  if (before === undefined) throw new PatchError(`${path}: there is no such file`);
  const placed = file.hunks.map((hunk) => placedHunk(hunk, before.split('\n'), path));
  const text = applyPatch(before, { ...file, hunks: renumbered(placed) });
  if (text === false) throw new PatchError(`${path}: the patch does not apply`);
  return { path, text, changes: renumbered(placed).flatMap((hunk) => changesOf(hunk, text)) };
}

/** The hunk at the one place where its old lines stand. */
function placedHunk(hunk: StructuredPatchHunk, lines: readonly string[], path: string): StructuredPatchHunk {
  const old = hunk.lines.filter((line) => /^[ -]/.test(line)).map((line) => line.slice(1));
  const places = [...lines.keys()].filter((at) => old.every((line, i) => lines[at + i] === line));
  if (places.length === 1) return { ...hunk, oldStart: places[0]! + 1 };
  const where = places.length === 0 ? 'nowhere' : `in ${places.length} places`;
  throw new PatchError(`${path}: the hunk at line ${hunk.oldStart} fits ${where}`);
}

/** With new line numbers that follow from the old ones. */
function renumbered(hunks: readonly StructuredPatchHunk[]): StructuredPatchHunk[] {
  let grown = 0;
  return hunks.map((hunk) => {
    const newStart = hunk.oldStart + grown;
    grown += hunk.newLines - hunk.oldLines;
    return { ...hunk, newStart };
  });
}

function changesOf({ newStart, lines }: StructuredPatchHunk, text: string): number[] {
  const starts = lineStarts(text);
  const changes: number[] = [];
  let line = newStart - 1;
  let isChanging = false;
  for (const [i, entry] of lines.entries()) {
    const isChange = /^[+-]/.test(entry);
    // A run of removed and added lines is one change; it begins with its first line that is still there.
    const isLastOfRun = isChange && !/^[+-]/.test(lines[i + 1] ?? ' ');
    if (entry.startsWith('+') && !isChanging) changes.push(firstWord(text, starts[line]!));
    if (entry.startsWith('+')) isChanging = true;
    if (isLastOfRun && !isChanging) changes.push(firstWord(text, starts[line]!));
    if (!isChange) isChanging = false;
    if (!entry.startsWith('-')) line++;
  }
  return changes;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const firstWord = (text: string, at: number): number => at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
