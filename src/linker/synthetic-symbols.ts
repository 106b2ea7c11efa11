/**
 * The symbols that the linker defines itself, before inputs are read (ABI functions and globals that objects may refer
 * to) and after (data symbols that exist only where something wants them).
 * Their bodies and values come later: `init-functions.ts`, `layout-memory.ts`.
 */
import { type FunctionType, type GlobalType, SymbolFlag } from '../wasm/model.ts';
import { isPositionIndependent, type Program } from './program.ts';
import type { LinkSymbol } from './symbols.ts';
import { SyntheticFunction, SyntheticGlobal } from './synthetic.ts';

export const noSignature: FunctionType = { parameters: [], results: [] };
const i32 = 0x7f;
const i64 = 0x7e;

/** The type of addresses: i64 in wasm64. */
export function pointerType(program: Program): number {
  return program.options.is64 === true ? i64 : i32;
}

export function createSyntheticSymbols(program: Program): void {
  const { options, known } = program;
  if (options.relocatable) return;
  const isPic = isPositionIndependent(options);
  const pointer = pointerType(program);
  const hidden = SymbolFlag.VisibilityHidden;

  known.callCtors = addSyntheticFunction(program, '__wasm_call_ctors', hidden);
  if (isPic) {
    known.stackPointer = addImportedGlobal(program, '__stack_pointer', { valueType: pointer, mutable: true });
    known.memoryBase = addImportedGlobal(program, '__memory_base', { valueType: pointer, mutable: false });
    known.tableBase = addImportedGlobal(program, '__table_base', { valueType: pointer, mutable: false });
    known.memoryBase.referenced = true;
    known.tableBase.referenced = true;
  } else {
    known.stackPointer = addGlobal(program, '__stack_pointer', true);
    markSyntheticLive(known.stackPointer);
  }
  if (options.sharedMemory) {
    known.tlsBase = addGlobal(program, '__tls_base', true);
    known.tlsSize = addGlobal(program, '__tls_size', false);
    known.tlsAlign = addGlobal(program, '__tls_align', false);
    known.initTls = addSyntheticFunction(program, '__wasm_init_tls', hidden, { parameters: [pointer], results: [] });
  }
  if (isPic || options.unresolvedSymbols === 'import-dynamic') {
    known.applyDataRelocs = addSyntheticFunction(program, '__wasm_apply_data_relocs', SymbolFlag.Exported);
  }
}

export function createOptionalSymbols(program: Program): void {
  const { options, known, symbols } = program;
  if (options.relocatable) return;
  const define = (role: keyof typeof known, name: string) => {
    const symbol = symbols.addOptionalData(name);
    if (symbol) known[role] = symbol;
  };
  define('dsoHandle', '__dso_handle');
  if (!options.shared) define('dataEnd', '__data_end');
  if (!isPositionIndependent(options)) {
    define('stackLow', '__stack_low');
    define('stackHigh', '__stack_high');
    define('globalBase', '__global_base');
    define('heapBase', '__heap_base');
    define('heapEnd', '__heap_end');
    define('definedMemoryBase', '__memory_base');
    define('definedTableBase', '__table_base');
  }
  // Without threads there is one TLS area, and __tls_base is where it begins.
  if (!options.sharedMemory) {
    const global = syntheticGlobal(program, '__tls_base', false);
    const symbol = symbols.addOptionalGlobal('__tls_base', global);
    if (symbol) {
      known.tlsBase = symbol;
      program.syntheticGlobals.push(global);
    }
  }
}

/** A function whose body the linker writes later. It is live when something reaches it, or when a pass says so. */
export function addSyntheticFunction(
  program: Program,
  name: string,
  flags: number,
  signature = noSignature,
): LinkSymbol {
  const live = !program.options.gcSections;
  const synthetic = new SyntheticFunction(name, signature, { live });
  program.syntheticFunctions.push(synthetic);
  return program.symbols.addSynthetic(name, flags, synthetic);
}

export function markSyntheticLive(symbol: LinkSymbol): void {
  symbol.referenced = true;
  if (symbol.synthetic) symbol.synthetic.live = true;
}

function addGlobal(program: Program, name: string, mutable: boolean): LinkSymbol {
  const global = syntheticGlobal(program, name, mutable);
  program.syntheticGlobals.push(global);
  return program.symbols.addSynthetic(name, SymbolFlag.VisibilityHidden, global);
}

function syntheticGlobal(program: Program, name: string, mutable: boolean): SyntheticGlobal {
  return new SyntheticGlobal(name, { valueType: pointerType(program), mutable }, !program.options.gcSections);
}

/** A global of position-independent output that the loader provides. */
function addImportedGlobal(program: Program, name: string, globalType: GlobalType): LinkSymbol {
  program.allowedUndefined.add(name);
  const flags = SymbolFlag.Undefined;
  const symbol = program.symbols.addUndefined({
    name,
    kind: 'global',
    state: 'undefined',
    flags,
    file: undefined,
    globalType,
  });
  symbol.usedInRegularObject = true;
  return symbol;
}
