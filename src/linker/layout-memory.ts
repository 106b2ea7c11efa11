/**
 * Lays out linear memory: stack, data segments, heap, and the size of the memory itself. Gives addresses to segments and
 * to the symbols that mark places (`__heap_base`, `__data_end`, `__start_SECTION`, …).
 * In: output segments, options. Out: sizes in pages, and what dynamic linking has to know.
 * The order follows wasm-ld 19: stack first only with --stack-first, then data from --global-base, then stack, then heap.
 */
import { SymbolFlag } from '../wasm/model.ts';
import { isPositionIndependent, type Program } from './program.ts';
import { alignTo, type OutputSegment } from './segments.ts';
import type { LinkSymbol } from './symbols.ts';
import type { SyntheticGlobal } from './synthetic.ts';

export const pageSize = 65_536;
const stackAlignment = 16;
const heapAlignment = 16;

export interface MemoryLayout {
  readonly pages: number;
  /** 0: no maximum. */
  readonly maximumPages: number;
  /** Size of all static data, of position-independent output. */
  readonly dataSize: number;
  /** The largest alignment of a segment. */
  readonly alignLog2: number;
}

/** Whether a segment is put into memory by code and not by instantiation. */
export function needsInitialization(segment: OutputSegment, program: Program, emitBss: boolean): boolean {
  const isOmitted = segment.isBss && !emitBss;
  return (program.options.importMemory !== undefined && isOmitted) || segment.isPassive;
}

export function layoutMemory(program: Program, segments: readonly OutputSegment[]): MemoryLayout {
  const { options, known, sink } = program;
  let at = 0;

  const placeStack = () => {
    if (options.relocatable || isPositionIndependent(options)) return;
    at = alignTo(at, stackAlignment);
    setAddress(known.stackLow, at);
    if (options.zStackSize % stackAlignment !== 0) {
      sink.error('misaligned-stack', `stack size must be ${stackAlignment}-byte aligned`);
    }
    at += options.zStackSize;
    setValue(known.stackPointer, at);
    setAddress(known.stackHigh, at);
  };

  if (options.stackFirst) {
    placeStack();
    if (options.globalBase !== 0) {
      if (options.globalBase < at) {
        sink.error('global-base-in-stack', '--global-base cannot be less than stack size when --stack-first is used');
        return { pages: 0, maximumPages: 0, dataSize: 0, alignLog2: 0 };
      }
      at = options.globalBase;
    }
  } else at = options.globalBase;

  setAddress(known.globalBase, at);
  const dataStart = at;
  setAddress(known.dsoHandle, dataStart);

  for (const segment of segments) {
    at = alignTo(at, 2 ** segment.alignLog2);
    segment.address = at;
    if (!options.relocatable && segment.isTls) {
      setValue(known.tlsSize, segment.size);
      setValue(known.tlsAlign, 2 ** segment.alignLog2);
      if (!options.sharedMemory) setValue(known.tlsBase, at);
    }
    at += segment.size;
  }

  if (options.sharedMemory && segments.some((segment) => needsInitialization(segment, program, false))) {
    at = alignTo(at, 4);
    const flag = program.symbols.addSyntheticData('__wasm_init_memory_flag', SymbolFlag.VisibilityHidden);
    flag.referenced = true;
    setAddress(flag, at);
    known.initMemoryFlag = flag;
    at += 4;
  }
  setAddress(known.dataEnd, at);
  const dataSize = at - dataStart;

  if (!options.stackFirst) placeStack();
  if (known.heapBase) {
    at = alignTo(at, heapAlignment);
    setAddress(known.heapBase, at);
  }
  const { pages, maximumPages } = sizeMemory(program, at);
  setAddress(known.heapEnd, pages * pageSize);
  return { pages, maximumPages, dataSize, alignLog2: largestAlignment(segments) };
}

/** A loop: a list of half a million is too long to be arguments. */
function largestAlignment(segments: readonly OutputSegment[]): number {
  return segments.reduce((largest, { alignLog2 }) => Math.max(largest, alignLog2), 0);
}

/** `__start_NAME` and `__stop_NAME`, where something wants them and the name is a C identifier. */
export function addStartStopSymbols(program: Program, segments: readonly OutputSegment[]): void {
  if (program.options.relocatable) return;
  for (const { name, address, size } of segments) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue;
    program.symbols.addOptionalData(`__start_${name}`, address);
    program.symbols.addOptionalData(`__stop_${name}`, address + size);
  }
}

function sizeMemory({ options, sink }: Program, used: number): { pages: number; maximumPages: number } {
  const largest = options.is64 ? 2 ** 34 : 2 ** 32;
  let size = used;
  const checkAligned = (what: string, value: number) => {
    if (value % pageSize !== 0) sink.error('misaligned-memory', `${what} must be ${pageSize}-byte aligned`);
  };
  const checkHolds = (what: string, value: number) => {
    if (size > value) sink.error('memory-too-small', `${what} too small, ${size} bytes needed`);
    if (value > largest) sink.error('memory-too-large', `${what} too large, cannot be greater than ${largest}`);
  };

  if (options.initialHeap !== 0) {
    checkAligned('initial heap', options.initialHeap);
    const room = largest - size;
    if (options.initialHeap > room)
      sink.error('memory-too-large', `initial heap too large, cannot be greater than ${room}`);
    size += options.initialHeap;
  }
  if (options.initialMemory !== 0) {
    checkAligned('initial memory', options.initialMemory);
    checkHolds('initial memory', options.initialMemory);
    size = options.initialMemory;
  }
  size = alignTo(size, pageSize);

  let maximum = 0;
  if (options.maxMemory !== 0) {
    checkAligned('maximum memory', options.maxMemory);
    checkHolds('maximum memory', options.maxMemory);
    maximum = options.maxMemory;
  } else if (options.noGrowableMemory) maximum = size;
  if (options.sharedMemory && maximum === 0) maximum = isPositionIndependent(options) ? largest : size;
  const reachable = options.is64 ? Number.MAX_SAFE_INTEGER : largest;
  if (size > reachable && !sink.failed) {
    sink.error('memory-too-large', `memory too large, ${size} bytes needed, cannot be greater than ${reachable}`);
  }
  return { pages: size / pageSize, maximumPages: maximum / pageSize };
}

function setAddress(symbol: LinkSymbol | undefined, address: number): void {
  if (symbol) symbol.offset = address;
}

function setValue(symbol: LinkSymbol | undefined, value: number): void {
  if (symbol?.synthetic?.kind === 'global') (symbol.synthetic as SyntheticGlobal).value = value;
}
