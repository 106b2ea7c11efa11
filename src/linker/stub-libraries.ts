/**
 * Stub libraries: text files that name symbols which the host provides. An undefined symbol that a stub library lists is
 * imported, and what the host needs for it in turn is exported (and taken in, when it is lazy).
 * Repeats until nothing new is taken in, since new objects bring new undefined symbols.
 */
import { fileName, type StubFile } from './input-files.ts';
import { denseMapOrder } from './llvm-order/string-map-order.ts';
import { type Program, printedName } from './program.ts';
import type { LinkSymbol } from './symbols.ts';

export function processStubLibraries(program: Program, finishExtraction: () => void): void {
  const { symbols, stubFiles, sink } = program;
  for (let isDone = stubFiles.length === 0; !isDone; ) {
    isDone = true;
    for (const stub of stubFiles) {
      for (const name of denseMapOrder([...stub.dependencies.keys()])) {
        const symbol = symbols.find(name);
        if (symbol?.isUndefined) {
          if (provide(stub, symbol, stub.dependencies.get(name)!, program, finishExtraction)) isDone = false;
        } else if (symbol?.traced) sink.print(`${fileName(stub)}: stub symbol not needed: ${name}`);
      }
      for (const symbol of symbols.globals()) {
        if (!symbol.isUndefined || symbol.importName === undefined) continue;
        const needed = stub.dependencies.get(symbol.importName);
        if (needed && provide(stub, symbol, needed, program, finishExtraction)) isDone = false;
      }
    }
  }
}

/** Imports `symbol` and exports what it needs. True when that took an object in. */
function provide(
  stub: StubFile,
  symbol: LinkSymbol,
  needed: readonly string[],
  program: Program,
  finishExtraction: () => void,
): boolean {
  if (symbol.forceImport) return false;
  symbol.forceImport = true;
  const { symbols, sink, options } = program;
  const printed = (name: string) => printedName(name, options);
  if (symbol.traced) sink.print(`${fileName(stub)}: importing ${symbol.name}`);
  let tookIn = false;
  for (const name of needed) {
    const dependency = symbols.find(name);
    if (!dependency || dependency.isUndefined) {
      const message = `${fileName(stub)}: undefined symbol: ${dependency ? printed(name) : name}. Required by ${printed(symbol.name)}`;
      sink.error('stub-dependency', message, { object: fileName(stub), symbol: name });
      continue;
    }
    if (dependency.traced) {
      sink.print(`${fileName(stub)}: exported ${printed(dependency.name)} due to import of ${symbol.name}`);
    }
    dependency.forceExport = true;
    if (!dependency.isLazy) continue;
    tookIn = true;
    symbols.extractLazy(dependency, { reference: fileName(stub), symbol });
    finishExtraction();
  }
  return tookIn;
}
