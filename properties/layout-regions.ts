/**
 * Where a module says that its stack, its data and its heap lie: whether that is what the options ask for, and whether
 * the three are aligned and apart. What a program relies on when it asks `__heap_base` for memory.
 * In: the module, linked with every symbol exported; the options. Out: the first fault.
 * Not here: segments (`layout.ts`), sizes of memory and table (`layout-limits.ts`).
 */
import type { LinkOptions } from '../generators/scenario/scenario.ts';
import { importCounts, type WasmModule } from '../src/wasm/index.ts';
import { constantOffset } from './audit/constant-offset.ts';
import { exportedAddresses, memoryLimits, pageBytes } from './exported-addresses.ts';
import { fails, type Verdict } from './property.ts';

const stackAlignment = 16;
const heapAlignment = 16;
const defaultStackSize = pageBytes;

/** In the order of their addresses. Ends are exclusive. */
interface Region {
  readonly what: 'stack' | 'data' | 'heap';
  readonly begin: number;
  readonly end: number;
}

export function regionFault(module: WasmModule, options: LinkOptions): Verdict | undefined {
  const places = exportedAddresses(module);
  const region = (what: Region['what'], begin: string, end: string): Region | undefined => {
    const [from, to] = [places.get(begin), places.get(end)];
    return from === undefined || to === undefined ? undefined : { what, begin: from, end: to };
  };
  const stack = region('stack', '__stack_low', '__stack_high');
  const data = region('data', '__global_base', '__data_end');
  const heap = region('heap', '__heap_base', '__heap_end');
  return (
    (stack && (stackFault(stack, options) ?? stackPointerFault(module, stack))) ??
    (data && (baseFault(data, options) ?? segmentFault(module, data))) ??
    (heap && heapFault(module, heap)) ??
    orderFault([stack, data, heap], options)
  );
}

function stackFault({ begin, end }: Region, { stackSize = defaultStackSize }: LinkOptions): Verdict | undefined {
  if (begin % stackAlignment !== 0) return fails('stack.alignment', `the stack begins at ${begin}`);
  if (end - begin === stackSize) return undefined;
  return fails('stack.size', `the stack has ${end - begin} bytes, the options say ${stackSize}`);
}

/** The stack grows down. */
function stackPointerFault(module: WasmModule, { end }: Region): Verdict | undefined {
  const index = module.names?.globals.find(({ name }) => name === '__stack_pointer')?.index;
  const init = index === undefined ? undefined : module.globals[index - importCounts(module.imports).global]?.init;
  const value = init && constantOffset(init);
  if (value === undefined || Number(value) === end) return undefined;
  return fails('stack.pointer', `__stack_pointer begins at ${value}, __stack_high is ${end}`);
}

function baseFault({ begin }: Region, { globalBase }: LinkOptions): Verdict | undefined {
  if (globalBase === undefined || begin === globalBase) return undefined;
  return fails('data.base', `data begins at ${begin}, the options say ${globalBase}`);
}

/** What the module fills lies where it says that its data lies. */
function segmentFault({ data }: WasmModule, { begin, end }: Region): Verdict | undefined {
  for (const { offsetExpression, bytes } of data) {
    const address = offsetExpression && constantOffset(offsetExpression);
    if (address === undefined || bytes.length === 0) continue;
    if (address >= begin && Number(address) + bytes.length <= end) continue;
    return fails('data.outside', `a segment of ${bytes.length} bytes at ${address}, data is from ${begin} to ${end}`);
  }
  return undefined;
}

function heapFault(module: WasmModule, { begin, end }: Region): Verdict | undefined {
  if (begin % heapAlignment !== 0) return fails('heap.alignment', `the heap begins at ${begin}`);
  const memory = Number(memoryLimits(module)?.minimum ?? 0n) * pageBytes;
  return end === memory ? undefined : fails('heap.end', `the heap ends at ${end}, memory at ${memory}`);
}

/** Apart, with no more between them than alignment asks for; only data may be put further up by an option. */
function orderFault(regions: readonly (Region | undefined)[], options: LinkOptions): Verdict | undefined {
  const inOrder = regions
    .filter((one) => one !== undefined)
    // What is empty lies nowhere.
    .filter(({ begin, end }) => begin !== end)
    .sort((left, right) => left.begin - right.begin);
  const [first] = inOrder;
  const hasStack = inOrder.some(({ what }) => what === 'stack');
  if (options.stackFirst && hasStack && first?.what === 'data')
    return fails('stack.order', 'the stack does not come first');
  for (const [i, { what, begin }] of inOrder.entries()) {
    const before = inOrder[i - 1];
    if (before === undefined) continue;
    if (begin < before.end)
      return fails(`${what}.overlap`, `${what} begins at ${begin}, ${before.what} ends at ${before.end}`);
    const gap = begin - before.end;
    const isPlaced = what === 'data' && options.globalBase !== undefined;
    if (gap >= stackAlignment && !isPlaced)
      return fails(`${what}.gap`, `${gap} bytes between ${before.what} and ${what}`);
  }
  return undefined;
}
