/**
 * The output's `name` section: the module's own name, functions, globals, data segments. Names are demangled when that
 * is asked for; debuggers and stack traces show them.
 */
import { ByteWriter } from '../wasm/writer.ts';
import { type NamePrinter, namePrinter } from './name-printer.ts';
import type { OutputFunction } from './output-indices.ts';
import { bytesSection, type OutputPlan, type OutputSection } from './output-plan.ts';
import { isStripped } from './tool-sections.ts';

/** The names of one index space, in two columns: a module may have a million. */
class NameMap {
  readonly #indices: number[] = [];
  readonly #names: string[] = [];

  add(index: number, name: string): void {
    this.#indices.push(index);
    this.#names.push(name);
  }

  write(subsection: number, writer: ByteWriter): void {
    if (this.#names.length === 0) return;
    writer.section(subsection, 0, () => {
      writer.uleb(this.#names.length);
      for (const [i, name] of this.#names.entries()) writer.uleb(this.#indices[i]!).name(name);
    });
  }
}

export function nameSection(plan: OutputPlan): OutputSection | undefined {
  const { options } = plan.program;
  if (isStripped('name', options)) return undefined;
  const writer = new ByteWriter(1024).name('name');
  writer.section(0, 0, () => writer.name(options.soname === '' ? baseName(options.outputFile) : options.soname));
  const print = namePrinter(options);
  functionNames(plan, print).write(1, writer);
  globalNames(plan, print).write(7, writer);
  segmentNames(plan).write(9, writer);
  return bytesSection(0, 'name', writer.finish());
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function functionNames({ indices }: OutputPlan, print: NamePrinter): NameMap {
  const names = new NameMap();
  for (const symbol of indices.imports.symbols) {
    if (symbol.kind === 'function') names.add(indices.imports.indexOf(symbol)!, print(symbol.name));
  }
  for (const func of indices.functions) {
    const { name, debugName } = namesOf(func);
    if (name === '') continue;
    names.add(indices.indexOfFunction(func), debugName === '' ? print(name) : debugName);
  }
  return names;
}

function namesOf(func: OutputFunction): { name: string; debugName: string } {
  if (!('id' in func)) return func;
  return { name: func.object.functionName(func.index), debugName: func.object.debugName(func.index) };
}

function globalNames({ indices, needs }: OutputPlan, print: NamePrinter): NameMap {
  const names = new NameMap();
  const { imports } = indices;
  for (const symbol of imports.symbols) {
    if (symbol.kind === 'global') names.add(imports.indexOf(symbol)!, print(symbol.name));
  }
  for (const symbol of imports.gotSymbols) names.add(imports.gotIndexOf(symbol)!, print(symbol.name));
  indices.globals.forEach((global, i) => {
    const name = 'object' in global ? global.object.globalName(global.index) : global.name;
    if (name !== '') names.add(imports.count('global') + i, print(name));
  });
  for (const symbol of needs.internalGot) {
    const prefix = symbol.kind === 'function' ? 'GOT.func.internal.' : 'GOT.data.internal.';
    names.add(indices.gotIndexOf(symbol)!, prefix + print(symbol.name));
  }
  return names;
}

function segmentNames({ segments, features }: OutputPlan): NameMap {
  const names = new NameMap();
  segments.segments.forEach((segment, index) => {
    if (segment.name !== '' && (!segment.isBss || features.emitBss)) names.add(index, segment.name);
  });
  return names;
}
