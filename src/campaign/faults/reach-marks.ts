/**
 * Marks in a patched source, so that it is known whether a case came to the patched lines at all: the innermost statement
 * around each change says on a global variable that it runs. A change in a table that is made when the file is loaded
 * says so at that time.
 * In: a patched file. Out: its text with marks. Not here: who reads the variable (`fault-harness.ts`).
 */
import ts from 'typescript';
import { reachedVariable } from './fault-marks.ts';
import type { PatchedFile } from './fault-patch.ts';

const mark = `globalThis.${reachedVariable} = true`;

export function markReached({ path, text, changes }: PatchedFile): string {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const insertions = changes.flatMap((at) => insertionsAt(at, source));
  // From the end, so that offsets stay true.
  insertions.sort((first, second) => second.at - first.at);
  let marked = text;
  for (const { at, what } of insertions) marked = marked.slice(0, at) + what + marked.slice(at);
  return marked;
}

interface Insertion {
  readonly at: number;
  readonly what: string;
}

function insertionsAt(at: number, source: ts.SourceFile): Insertion[] {
  for (let node = innermost(at, source); node.kind !== ts.SyntaxKind.SourceFile; node = node.parent) {
    const found = around(node, at, source);
    if (found !== undefined) return found;
  }
  return [];
}

/** How the mark is put before this node, when it is one that can bear it. */
function around(node: ts.Node, at: number, source: ts.SourceFile): Insertion[] | undefined {
  const { parent } = node;
  const begin = node.getStart(source);
  if (ts.isBlock(node)) return [{ at: Math.max(at, begin + 1), what: `${mark}; ` }];
  if (ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [];
  if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body as ts.Node)) {
    return [{ at: (node.body as ts.Block).getStart(source) + 1, what: ` ${mark};` }];
  }
  if (ts.isArrowFunction(parent) && node === parent.body) {
    return [
      { at: begin, what: `(${mark}, ` },
      { at: node.end, what: ')' },
    ];
  }
  if (!ts.isStatement(node)) return undefined;
  if (holdsStatements(parent)) return [{ at: begin, what: `${mark}; ` }];
  return [
    { at: begin, what: `{ ${mark}; ` },
    { at: node.end, what: ' }' },
  ];
}

const holdsStatements = (node: ts.Node): boolean =>
  ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node);

/** The smallest node around an offset. */
function innermost(at: number, node: ts.Node): ts.Node {
  const child = ts.forEachChild(node, (each) => (each.getStart() <= at && at < each.end ? each : undefined));
  return child === undefined ? node : innermost(at, child);
}
