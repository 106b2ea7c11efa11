/**
 * Bodies of the functions that the linker makes up: memory initialisation, start-up relocations of position-independent
 * code, calls of constructors, wrappers around a command's exports, thread-local storage.
 * In: what `init-functions.ts` decided, with all indices assigned. Out: `SyntheticFunction.body`.
 */
import { SegmentFlag, SymbolFlag } from '../wasm/model.ts';
import type { Atom } from './atoms.ts';
import { exportName } from './exports.ts';
import type { InitFunction } from './init-functions.ts';
import { InstructionWriter } from './instructions.ts';
import { needsInitialization } from './layout-memory.ts';
import type { Liveness } from './mark.ts';
import type { OutputIndices } from './output-indices.ts';
import { isPositionIndependent, type Program } from './program.ts';
import type { Relocator } from './relocate.ts';
import type { RelocationNeeds } from './scan-relocations.ts';
import type { OutputSegment, SegmentTable } from './segments.ts';
import type { LinkSymbol } from './symbols.ts';
import { SyntheticFunction } from './synthetic.ts';
import { pointerType } from './synthetic-symbols.ts';
import type { OutputFeatures } from './target-features.ts';

export interface BodyContext {
  readonly program: Program;
  readonly liveness: Liveness;
  readonly needs: RelocationNeeds;
  readonly indices: OutputIndices;
  readonly segments: SegmentTable;
  readonly features: OutputFeatures;
  readonly relocator: Relocator;
  readonly initFunctions: readonly InitFunction[];
}

export function writeSyntheticBodies(context: BodyContext): void {
  const { program, liveness } = context;
  const { known, options } = program;
  if (!options.relocatable) {
    setBody(known.applyDataRelocs, () =>
      applyRelocations(context, (segment) => !options.sharedMemory || !segment.isTls),
    );
    setBody(known.applyGlobalRelocs, () => applyGlobals(context, false));
    setBody(known.applyTlsRelocs, () => applyRelocations(context, (segment) => segment.isTls));
    setBody(known.applyGlobalTlsRelocs, () => applyGlobals(context, true));
    setBody(known.initMemory, () => initMemory(context));
    chooseStartFunction(context);
    const ctors = known.callCtors!;
    if (liveness.isLive(ctors) || context.initFunctions.length > 0) setBody(ctors, () => callCtors(context));
    if (!isPositionIndependent(options) && !ctors.usedInRegularObject && !liveness.isExported(ctors))
      wrapCommandExports(context);
  }
  if (known.initTls && liveness.isLive(known.initTls)) setBody(known.initTls, () => initTls(context));
}

function setBody(symbol: LinkSymbol | undefined, write: () => InstructionWriter): void {
  if (symbol?.synthetic?.kind === 'function') symbol.synthetic.body = write().finishBody();
}

function writer({ program }: BodyContext): InstructionWriter {
  return new InstructionWriter(program.options.is64 === true);
}

function functionIndex({ indices }: BodyContext, symbol: LinkSymbol): number {
  return indices.functionIndexOf(symbol)!;
}

function globalIndex({ indices }: BodyContext, symbol: LinkSymbol | undefined): number {
  return indices.elementIndexOf(symbol!)!;
}

/** One function to run is the start function itself; of two, a third calls both. */
function chooseStartFunction(context: BodyContext): void {
  const { known } = context.program;
  const { initMemory, applyGlobalRelocs } = known;
  if (initMemory && applyGlobalRelocs) {
    setBody(known.startFunction, () =>
      writer(context)
        .locals()
        .call(functionIndex(context, applyGlobalRelocs))
        .call(functionIndex(context, initMemory))
        .end(),
    );
    return;
  }
  const start = initMemory ?? applyGlobalRelocs;
  if (start) known.startFunction = start;
}

function callCtors(context: BodyContext): InstructionWriter {
  const code = writer(context).locals();
  for (const { symbol } of context.initFunctions) {
    code.call(functionIndex(context, symbol));
    for (const _ of symbol.signature!.results) code.drop();
  }
  return code.end();
}

/**
 * Each export of a command runs constructors before it and libc's destructors after it. Not what a loader calls before
 * them: pointers in data are not set yet then. wasm-ld wraps that too.
 */
function wrapCommandExports(context: BodyContext): void {
  const { program, liveness, indices, initFunctions } = context;
  if (initFunctions.length === 0 && !program.known.callDtors) return;
  const wrapped = [...program.symbols.globals()].filter(
    (symbol) => symbol.kind === 'function' && liveness.isExported(symbol) && symbol !== program.known.applyDataRelocs,
  );
  const exported = new Set<string>();
  for (const symbol of wrapped) {
    // Aliases of a function with an `export_name` are one export.
    const key = `${indices.definedFunctionIndexOf(symbol)} ${exportName(symbol)}`;
    if (!exported.has(key)) wrapCommandExport(context, symbol);
    exported.add(key);
    symbol.flags = (symbol.flags | SymbolFlag.VisibilityHidden) & ~SymbolFlag.Exported;
    symbol.forceExport = false;
  }
}

function wrapCommandExport(context: BodyContext, symbol: LinkSymbol): void {
  const { program, indices } = context;
  const name = `${symbol.name}.command_export`;
  const wrapper = new SyntheticFunction(name, symbol.signature!, { live: true, exportName: exportName(symbol) });
  program.syntheticFunctions.push(wrapper);
  const flags = (symbol.flags | SymbolFlag.Exported) & ~SymbolFlag.VisibilityHidden;
  const definition = program.symbols.addSynthetic(name, flags, wrapper);
  definition.referenced = true;
  definition.forceExport = symbol.forceExport;
  indices.addFunction(wrapper);
  wrapper.body = commandExport(context, symbol).finishBody();
}

function commandExport(context: BodyContext, symbol: LinkSymbol): InstructionWriter {
  const { callCtors: ctors, callDtors: dtors } = context.program.known;
  const code = writer(context).locals();
  if (ctors && context.liveness.isLive(ctors)) code.call(functionIndex(context, ctors));
  for (const i of symbol.signature!.parameters.keys()) code.localGet(i);
  code.call(functionIndex(context, symbol));
  if (dtors) code.call(functionIndex(context, dtors));
  return code.end();
}

/** Sets up a thread's copy of thread-local data at the address in the one parameter. */
function initTls(context: BodyContext): InstructionWriter {
  const { known } = context.program;
  const { segments } = context.segments;
  const code = writer(context).locals();
  const index = segments.findIndex((segment) => segment.name === '.tdata');
  if (index >= 0) {
    code.localGet(0).globalSet(globalIndex(context, known.tlsBase));
    code.localGet(0).i32Const(0).i32Const(segments[index]!.size).memoryInit(index);
  }
  if (known.applyTlsRelocs) code.call(functionIndex(context, known.applyTlsRelocs));
  if (known.applyGlobalTlsRelocs) code.call(functionIndex(context, known.applyGlobalTlsRelocs));
  return code.end();
}

/** Stores, in each segment chosen, what only the loader knows: addresses from the GOT, or a base and an offset. */
function applyRelocations(context: BodyContext, isChosen: (segment: OutputSegment) => boolean): InstructionWriter {
  const code = writer(context).locals();
  for (const segment of context.segments.segments) {
    if (!isChosen(segment)) continue;
    for (const { atom } of segment.parts) if (atom) applyAtom(context, atom, code);
  }
  return code.end();
}

function applyAtom(context: BodyContext, atom: Atom, code: InstructionWriter): void {
  const { program, indices, segments, relocator } = context;
  const { known } = program;
  const isPic = isPositionIndependent(program.options);
  // Without threads thread-local data is plain data.
  const { sharedMemory } = program.options;
  const isTls = sharedMemory && (atom.object.segmentFlags(atom.index) & SegmentFlag.Tls) !== 0;
  for (let i = atom.first; i < atom.last; i++) {
    const { kind, offset, index, addend } = atom.relocations.at(i);
    // Differences and indices stay what they are, wherever the module is loaded. wasm-ld adds a base to them.
    if (kind.value !== 'address' && kind.value !== 'table-slot') continue;
    const symbol = atom.symbols[index]!;
    // This module's own entries for thread-local data are set only when this is done. wasm-ld reads them all the same.
    const got = sharedMemory && symbol.isTls ? indices.imports.gotIndexOf(symbol) : indices.gotIndexOf(symbol);
    // Only a GOT entry says more than the linker knows already.
    if (!isPic && (symbol.isDefined || got === undefined)) continue;
    if (symbol.isNumber && got === undefined) continue;
    code.pointerConst(segments.addressOf(atom, offset - atom.originalOffset));
    if (isPic) code.globalGet(globalIndex(context, isTls ? known.tlsBase : known.memoryBase)).pointerAdd();
    const is64 = kind.width === 8 || kind.width === 10;
    if (got !== undefined) {
      code.globalGet(got);
      if (addend !== 0n) code.constOf(is64, addend).addOf(is64);
    } else {
      let base = known.memoryBase;
      if (kind.value === 'table-slot') base = known.tableBase;
      else if (symbol.isTls && sharedMemory) base = known.tlsBase;
      code.globalGet(globalIndex(context, base)).constOf(is64, relocator.value(atom, i)).addOf(is64);
    }
    code.storeOf(is64);
  }
}

/** Gives this module's own GOT entries their values, once the bases are known. */
function applyGlobals(context: BodyContext, tls: boolean): InstructionWriter {
  const { program, needs, indices, relocator } = context;
  const { known } = program;
  const code = writer(context).locals();
  for (const symbol of needs.internalGot) {
    if (symbol.isTls !== tls || symbol.isNumber) continue;
    if (symbol.kind === 'data' && symbol.state === 'defined') {
      code.globalGet(globalIndex(context, symbol.isTls ? known.tlsBase : known.memoryBase));
      code.pointerConst(relocator.addressOf(symbol));
    } else if (symbol.kind === 'function' && !symbol.isStub) {
      code.globalGet(globalIndex(context, known.tableBase)).pointerConst(needs.slotOf(symbol)!);
    } else continue;
    code.pointerAdd().globalSet(indices.gotIndexOf(symbol)!);
  }
  return code.end();
}

/**
 * Puts passive segments into memory and zeroes what is not in the file. With threads the first one to raise a flag in
 * memory from 0 to 1 does it, raises the flag to 2 and wakes the others, who wait meanwhile; all drop the segments.
 */
function initMemory(context: BodyContext): InstructionWriter {
  const { program, segments, features } = context;
  const { options, known } = program;
  const isPic = isPositionIndependent(options);
  const code = writer(context);
  const chosen = [...segments.segments.entries()].filter(([, segment]) =>
    needsInitialization(segment, program, features.emitBss),
  );
  const flagAddress = known.initMemoryFlag?.offset ?? 0;
  const getFlag = () => (isPic ? code.localGet(0) : code.pointerConst(flagAddress));

  if (options.sharedMemory) {
    if (isPic) {
      code.locals(2, pointerType(program));
      code.globalGet(globalIndex(context, known.memoryBase)).pointerConst(flagAddress).pointerAdd().localSet(0);
    } else code.locals();
    code.block().block().block();
    getFlag().i32Const(0).i32Const(1).i32AtomicCompareExchange().brTable([0, 1], 2).end();
  } else code.locals();

  for (const [index, segment] of chosen) initSegment(context, segment, index, code);

  if (options.sharedMemory) {
    getFlag().i32Const(2).i32AtomicStore();
    getFlag().i32Const(-1).atomicNotify().drop().br(1).end();
    getFlag().i32Const(1).i64Const(-1n).i32AtomicWait().drop().end();
  }
  for (const [index, segment] of chosen) {
    // Each thread that starts copies the TLS segment, so it stays.
    if (segment.isBss || (options.sharedMemory && segment.isTls)) continue;
    code.dataDrop(index);
  }
  return code.end();
}

function initSegment(context: BodyContext, segment: OutputSegment, index: number, code: InstructionWriter): void {
  const { options, known } = context.program;
  const isPic = isPositionIndependent(options);
  code.pointerConst(segment.address);
  if (isPic) code.globalGet(globalIndex(context, known.memoryBase)).pointerAdd();
  if (options.sharedMemory && segment.isTls) {
    // The static copy is the main thread's.
    if (isPic) code.localTee(1);
    else code.pointerConst(segment.address);
    code.globalSet(globalIndex(context, known.tlsBase));
    if (isPic) code.localGet(1);
  }
  if (segment.isBss) code.i32Const(0).pointerConst(segment.size).memoryFill();
  else code.i32Const(0).i32Const(segment.size).memoryInit(index);
}
