/**
 * The output's `name` section: the module's own name, functions, globals, data segments. Names are demangled when that
 * is asked for; debuggers and stack traces show them.
 */
import { ByteWriter } from '../wasm/writer.ts';
import { type NamePrinter, namePrinter } from './name-printer.ts';
import type { OutputFunction } from './output-indices.ts';
import { bytesSection, type OutputPlan, type OutputSection } from './output-plan.ts';
import { isStripped } from './tool-sections.ts';

interface IndexName {
  readonly index: number;
  readonly name: string;
}

export function nameSection(plan: OutputPlan): OutputSection | undefined {
  const { options } = plan.program;
  if (isStripped('name', options)) return undefined;
  const writer = new ByteWriter(1024).name('name');
  writer.section(0, 0, () => writer.name(options.soname === '' ? baseName(options.outputFile) : options.soname));
  const print = namePrinter(options);
  writeNames(1, functionNames(plan, print), writer);
  writeNames(7, globalNames(plan, print), writer);
  writeNames(9, segmentNames(plan), writer);
  return bytesSection(0, 'name', writer.finish());
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function writeNames(subsection: number, names: readonly IndexName[], writer: ByteWriter): void {
  if (names.length === 0) return;
  writer.section(subsection, 0, () => writer.list(names, ({ index, name }) => writer.uleb(index).name(name)));
}

function functionNames({ indices }: OutputPlan, print: NamePrinter): IndexName[] {
  const names: IndexName[] = [];
  for (const symbol of indices.imports.symbols) {
    if (symbol.kind === 'function') names.push({ index: indices.imports.indexOf(symbol)!, name: print(symbol.name) });
  }
  for (const func of indices.functions) {
    const { name, debugName } = namesOf(func);
    if (name === '') continue;
    names.push({
      index: indices.indexOfFunction(func),
      name: debugName === '' ? print(name) : debugName,
    });
  }
  return names;
}

function namesOf(func: OutputFunction): { name: string; debugName: string } {
  if (!('id' in func)) return func;
  return { name: func.object.functionName(func.index), debugName: func.object.debugName(func.index) };
}

function globalNames({ indices, needs }: OutputPlan, print: NamePrinter): IndexName[] {
  const names: IndexName[] = [];
  const { imports } = indices;
  for (const symbol of imports.symbols) {
    if (symbol.kind === 'global') names.push({ index: imports.indexOf(symbol)!, name: print(symbol.name) });
  }
  for (const symbol of imports.gotSymbols) names.push({ index: imports.gotIndexOf(symbol)!, name: print(symbol.name) });
  indices.globals.forEach((global, i) => {
    const name = 'object' in global ? global.object.globalName(global.index) : global.name;
    if (name !== '') names.push({ index: imports.count('global') + i, name: print(name) });
  });
  for (const symbol of needs.internalGot) {
    const prefix = symbol.kind === 'function' ? 'GOT.func.internal.' : 'GOT.data.internal.';
    names.push({ index: indices.gotIndexOf(symbol)!, name: prefix + print(symbol.name) });
  }
  return names;
}

function segmentNames({ segments, features }: OutputPlan): IndexName[] {
  return segments.segments.flatMap((segment, index) =>
    segment.name !== '' && (!segment.isBss || features.emitBss) ? [{ index, name: segment.name }] : [],
  );
}
