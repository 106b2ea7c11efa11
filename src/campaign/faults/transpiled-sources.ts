/**
 * The sources of a checkout as JavaScript, without checking types: for copies of the program in which a fault is planted,
 * and for tests that start worker threads before anything is built.
 * In: the root of a checkout. Out: a folder that can be run like `dist`. Not here: which faults (`fault-bank.ts`).
 * TypeScript is a dependency of developers: this file is loaded only where a checkout is worked on.
 */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const rooms = ['src', 'generators', 'properties'];

/** All sources but the tests, as path in the project and text, in the order of their paths. */
export async function readSources(root: string): Promise<[path: string, text: string][]> {
  const sources: [string, string][] = [];
  for (const room of rooms) {
    const entries = await readdir(join(root, room), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      sources.push([relative(root, path), await readFile(path, 'utf8')]);
    }
  }
  return sources.sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Writes the sources as JavaScript below `folder`, each at its own path, with the manifest that says what package it is. */
export async function writeTranspiled(
  folder: string,
  root: string,
  sources: Iterable<readonly [path: string, text: string]>,
): Promise<void> {
  for (const [path, text] of sources) {
    const target = join(folder, compiledPath(path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, transpile(path, text).code);
  }
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
}

/** Lets a folder outside the checkout find the checkout's packages. */
export const linkPackages = (folder: string, root: string): Promise<void> =>
  symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');

export const compiledPath = (path: string): string => path.replace(/\.ts$/, '.js');

export interface Transpiled {
  readonly code: string;
  /** What keeps it from being a program: the first error of syntax. */
  readonly problem: string | undefined;
}

export function transpile(path: string, text: string): Transpiled {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    compilerOptions,
    fileName: path,
    reportDiagnostics: true,
  });
  const [first] = diagnostics;
  const problem = first && `${path}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`;
  return { code: outputText, problem };
}

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2023,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};
