/**
 * The small standard sections of the output: types, imports, functions, tables, memory, tags, globals, exports, start,
 * elements, data count. Each function gives the section's bytes, or nothing when the section is not needed.
 * Not here: code and data (`code-section.ts`, `data-section.ts`), custom sections.
 */
import type { FunctionType, GlobalType, Limits, TableType } from '../wasm/model.ts';
import { ByteWriter } from '../wasm/writer.ts';
import { importModule, importName } from './imports.ts';
import { InstructionWriter } from './instructions.ts';
import { type ObjectElement, tableTypeOf, typeIndexOf } from './output-indices.ts';
import { bytesSection, type OutputPlan, type OutputSection } from './output-plan.ts';
import { isPositionIndependent } from './program.ts';
import type { LinkSymbol } from './symbols.ts';
import type { SyntheticGlobal } from './synthetic.ts';
import { pointerType } from './synthetic-symbols.ts';

const externalCode = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

/** In output order, as far as needed. */
export function coreSections(plan: OutputPlan): OutputSection[] {
  const sections: [id: number, bytes: Uint8Array | undefined][] = [
    [1, typeSection(plan)],
    [2, importSection(plan)],
    [3, functionSection(plan)],
    [4, tableSection(plan)],
    [5, memorySection(plan)],
    [13, tagSection(plan)],
    [6, globalSection(plan)],
    [7, exportSection(plan)],
    [8, startSection(plan)],
    [9, elementSection(plan)],
    [12, dataCountSection(plan)],
  ];
  return sections.flatMap(([id, bytes]) => (bytes ? [bytesSection(id, '', bytes)] : []));
}

function list<T>(items: readonly T[], write: (item: T, writer: ByteWriter) => void): Uint8Array | undefined {
  return items.length === 0 ? undefined : new ByteWriter().list(items, write).finish();
}

function typeSection({ types }: OutputPlan): Uint8Array | undefined {
  return list(types.types, writeFunctionType);
}

function writeFunctionType({ parameters, results }: FunctionType, writer: ByteWriter): void {
  writer.u8(0x60);
  writer.list(parameters, (type) => writer.u8(type)).list(results, (type) => writer.u8(type));
}

function importSection({ program, indices, memory, types }: OutputPlan): Uint8Array | undefined {
  const { options } = program;
  const { symbols, gotSymbols } = indices.imports;
  const count = symbols.length + gotSymbols.length + (options.importMemory ? 1 : 0);
  if (count === 0) return undefined;
  const writer = new ByteWriter().uleb(count);
  if (options.importMemory) {
    const { module, field } = options.importMemory;
    writeLimits(memoryLimits(program.options, memory), writer.name(module).name(field).u8(externalCode.memory));
  }
  for (const symbol of symbols) {
    writer.name(importModule(symbol)).name(importName(symbol));
    writeImportedType(symbol, types.add.bind(types), writer);
  }
  const address: GlobalType = { valueType: pointerType(program), mutable: true };
  for (const symbol of gotSymbols) {
    writer
      .name(symbol.kind === 'data' ? 'GOT.mem' : 'GOT.func')
      .name(symbol.name)
      .u8(externalCode.global);
    writeGlobalType(address, writer);
  }
  return writer.finish();
}

function writeImportedType(symbol: LinkSymbol, typeIndexOf: (type: FunctionType) => number, writer: ByteWriter): void {
  switch (symbol.kind) {
    case 'function':
      writer.u8(externalCode.function).uleb(typeIndexOf(symbol.signature!));
      return;
    case 'global':
      writeGlobalType(symbol.globalType!, writer.u8(externalCode.global));
      return;
    case 'tag':
      writer.u8(externalCode.tag).u8(0).uleb(typeIndexOf(symbol.signature!));
      return;
    default:
      writeTableType(symbol.tableType!, writer.u8(externalCode.table));
  }
}

function functionSection({ indices, types }: OutputPlan): Uint8Array | undefined {
  return list(indices.functions, (func, writer) => writer.uleb(typeIndexOf(func, types)));
}

function tableSection({ indices }: OutputPlan): Uint8Array | undefined {
  return list(indices.tables, (table, writer) => writeTableType(tableTypeOf(table), writer));
}

function memorySection({ program, memory }: OutputPlan): Uint8Array | undefined {
  if (program.options.importMemory) return undefined;
  const writer = new ByteWriter().uleb(1);
  writeLimits(memoryLimits(program.options, memory), writer);
  return writer.finish();
}

function memoryLimits(
  { sharedMemory, is64 }: { sharedMemory: boolean; is64: boolean | undefined },
  { pages, maximumPages }: { pages: number; maximumPages: number },
): Limits {
  const hasMaximum = maximumPages !== 0 || sharedMemory;
  const flags = (hasMaximum ? 1 : 0) | (sharedMemory ? 2 : 0) | (is64 ? 4 : 0);
  const minimum = BigInt(pages);
  return hasMaximum ? { flags, minimum, maximum: BigInt(maximumPages) } : { flags, minimum };
}

function tagSection({ indices, types }: OutputPlan): Uint8Array | undefined {
  const typeOf = ({ object, index }: ObjectElement) => object.wasm.types[object.wasm.tags[index]!]!;
  return list(indices.tags, (tag, writer) => writer.u8(0).uleb(types.add(typeOf(tag))));
}

function globalSection(plan: OutputPlan): Uint8Array | undefined {
  const { program, indices, needs, exports, relocator } = plan;
  const count = indices.globalCount + exports.addressGlobals.length;
  if (count === 0) return undefined;
  const writer = new ByteWriter().uleb(count);
  for (const global of indices.globals) writeGlobal(global, plan, writer);
  for (const symbol of needs.internalGot) writeGotEntry(symbol, plan, writer);
  const address: GlobalType = { valueType: pointerType(program), mutable: false };
  for (const symbol of exports.addressGlobals) {
    writeGlobalType(address, writer);
    writer.raw(constant(plan, (code) => code.pointerConst(relocator.addressOf(symbol))));
  }
  return writer.finish();
}

function writeGlobal(global: ObjectElement | SyntheticGlobal, plan: OutputPlan, writer: ByteWriter): void {
  if (!('object' in global)) {
    writeGlobalType(global.type, writer);
    writer.raw(constant(plan, (code) => code.pointerConst(global.value)));
    return;
  }
  const { type, init } = global.object.wasm.globals[global.index]!;
  writeGlobalType(type, writer);
  const { value } = init;
  if (value.kind === 'i32') writer.raw(constant(plan, (code) => code.i32Const(value.value)));
  else if (value.kind === 'i64') writer.raw(constant(plan, (code) => code.i64Const(value.value)));
  else writer.raw(init.bytes);
}

/** A global that holds the address of a function or of data, as far as it is known before the program runs. */
function writeGotEntry(symbol: LinkSymbol, plan: OutputPlan, writer: ByteWriter): void {
  const { program, features, needs, relocator, indices } = plan;
  const { options, known } = program;
  const isPic = isPositionIndependent(options);
  const isMoved = isPic && !symbol.isTls && !symbol.isNumber;
  const isSetLater = (!features.extendedConst && isMoved) || (options.sharedMemory && symbol.isTls);
  writeGlobalType({ valueType: pointerType(program), mutable: !symbol.isStub && isSetLater }, writer);

  const isData = symbol.kind === 'data' && symbol.state === 'defined';
  const isFunction = symbol.kind === 'function' && !symbol.isStub;
  const value = isData ? relocator.addressOf(symbol) : isFunction ? needs.slotOf(symbol)! : 0;
  const addsToBase = features.extendedConst && ((isData && isMoved) || (isFunction && isPic));
  if (!addsToBase) {
    writer.raw(constant(plan, (code) => code.pointerConst(value)));
    return;
  }
  const base = indices.elementIndexOf((isData ? known.memoryBase : known.tableBase)!)!;
  writer.raw(
    constant(plan, (code) => {
      code.globalGet(base);
      if (value !== 0) code.pointerConst(value).pointerAdd();
      return code;
    }),
  );
}

/** A constant expression, its `end` included. */
export function constant({ program }: OutputPlan, write: (code: InstructionWriter) => InstructionWriter): Uint8Array {
  return write(new InstructionWriter(program.options.is64 === true))
    .end()
    .finish();
}

function exportSection({ exports }: OutputPlan): Uint8Array | undefined {
  return list(exports.entries, ({ name, kind, index }, writer) => writer.name(name).u8(externalCode[kind]).uleb(index));
}

function startSection({ program, indices }: OutputPlan): Uint8Array | undefined {
  const { startFunction } = program.known;
  return startFunction && new ByteWriter().uleb(indices.functionIndexOf(startFunction)!).finish();
}

function elementSection(plan: OutputPlan): Uint8Array | undefined {
  const { program, indices, needs } = plan;
  if (needs.slotSymbols.length === 0) return undefined;
  const { options, known } = program;
  const table = indices.elementIndexOf(known.indirectFunctionTable!)!;
  const writer = new ByteWriter().uleb(1);
  if (table === 0) writer.uleb(0);
  else writer.uleb(2).uleb(table);
  const isPic = isPositionIndependent(options);
  writer.raw(
    constant(plan, (code) =>
      isPic ? code.globalGet(indices.elementIndexOf(known.tableBase!)!) : code.pointerConst(options.tableBase),
    ),
  );
  if (table !== 0) writer.u8(0);
  return writer.list(needs.slotSymbols, (symbol) => writer.uleb(indices.functionIndexOf(symbol)!)).finish();
}

/** Only memory.init and data.drop need the count, and only shared memory makes the linker write them. */
function dataCountSection({ program, segments, features }: OutputPlan): Uint8Array | undefined {
  const count = segments.segments.filter((segment) => !segment.isBss || features.emitBss).length;
  return count > 0 && program.options.sharedMemory ? new ByteWriter().uleb(count).finish() : undefined;
}

function writeLimits({ flags, minimum, maximum }: Limits, writer: ByteWriter): void {
  writer.u8(flags).uleb(minimum);
  if ((flags & 1) !== 0) writer.uleb(maximum!);
}

function writeGlobalType({ valueType, mutable }: GlobalType, writer: ByteWriter): void {
  writer.u8(valueType).u8(mutable ? 1 : 0);
}

function writeTableType({ elementType, limits }: TableType, writer: ByteWriter): void {
  writer.u8(elementType);
  writeLimits(limits, writer);
}
