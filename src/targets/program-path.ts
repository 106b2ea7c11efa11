/**
 * Where a program is: looks names up on PATH, and lists what is there by pattern. Only names of files; runs nothing.
 */
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve, sep } from 'node:path';

/** The path of an executable, from a name on PATH or a path; undefined when there is none. */
export function findProgram(program: string, path: string = process.env.PATH ?? ''): string | undefined {
  if (isAbsolute(program) || program.includes(sep)) {
    const absolute = resolve(program);
    return isExecutable(absolute) ? absolute : undefined;
  }
  return foldersOf(path)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

/** Names of executables on PATH that match the whole pattern, sorted, each once. */
export function programsMatching(pattern: RegExp, path: string = process.env.PATH ?? ''): readonly string[] {
  const names = foldersOf(path).flatMap((folder) =>
    filesIn(folder).filter((name) => pattern.test(name) && isExecutable(join(folder, name))),
  );
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

const foldersOf = (path: string): string[] => path.split(delimiter).filter((folder) => folder !== '');

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
