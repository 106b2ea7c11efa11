/**
 * What binaryen says a finished module holds (objects it does not read properly). It keeps names in place of numbers and no
 * type section, and adds locals of its own, so it says less than wabt. `refused` when binaryen does not read the module.
 */
import { type Binaryen, loadBinaryen } from '../../src/observe/binaryen.ts';
import { dataView, globalView, limitsView, type ModuleView, signatureView } from './module-view.ts';

/** What its own declarations do not know, or name otherwise. */
interface DataSegments {
  getNumDataSegments(): number;
  getDataSegmentInfo(segment: number): { readonly data: ArrayBuffer };
}

type Module = ReturnType<Binaryen['readBinary']> & DataSegments;

export type BinaryenView = Pick<
  ModuleView,
  'functionTypes' | 'globals' | 'memories' | 'exportNames' | 'elementCounts'
> &
  Partial<Pick<ModuleView, 'data'>>;

export async function binaryenView(bytes: Uint8Array): Promise<BinaryenView | { readonly refused: string }> {
  const { binaryen, printed } = await loadBinaryen();
  printed.length = 0;
  let module: Module;
  try {
    module = binaryen.readBinary(bytes) as Module;
  } catch (error) {
    return { refused: [error instanceof Error ? error.message : String(error), ...printed].join('\n') };
  }
  try {
    return viewOfModule(binaryen, module);
  } finally {
    module.dispose();
  }
}

function viewOfModule(binaryen: Binaryen, module: Module): BinaryenView {
  const names = typeNames(binaryen);
  const types = (type: number) => binaryen.expandType(type).map((one) => names.get(one) ?? 'other');
  const functions = each(module.getNumFunctions(), (i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));
  const globals = each(module.getNumGlobals(), (i) => binaryen.getGlobalInfo(module.getGlobalByIndex(i)));
  const exports = each(module.getNumExports(), (i) => binaryen.getExportInfo(module.getExportByIndex(i)));
  const elements = each(module.getNumElementSegments(), (i) =>
    binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(i)),
  );
  return {
    functionTypes: functions
      .filter(isDefined)
      .map(({ params, results }) => signatureView(types(params), types(results))),
    globals: globals
      .filter(isDefined)
      .map(({ type, mutable, init }) =>
        globalView(`${mutable ? 'mut ' : ''}${types(type).join()}`, constantOf(binaryen, init)),
      ),
    memories: memories(module),
    exportNames: exports.map(({ kind, name }) => `${exportKinds[kind] ?? 'other'} ${name}`),
    elementCounts: elements.map(({ data }) => `${data.length}`),
    ...dataOf(module),
  };
}

/** Left out when a segment's offset is no constant: binaryen then throws what is not even an error. */
function dataOf(module: Module): Pick<BinaryenView, 'data'> {
  try {
    const data = each(module.getNumDataSegments(), (i) =>
      dataView(new Uint8Array(module.getDataSegmentInfo(module.getDataSegmentByIndex(i)).data)),
    );
    return { data };
  } catch {
    return {};
  }
}

function each<T>(length: number, at: (index: number) => T): T[] {
  return Array.from({ length }, (_, i) => at(i));
}

const isDefined = ({ module }: { readonly module: string | null }): boolean => module === null || module === '';

const exportKinds = ['function', 'table', 'memory', 'global', 'tag'];

function typeNames(binaryen: Binaryen): ReadonlyMap<number, string> {
  const { i32, i64, f32, f64, v128, funcref, externref } = binaryen;
  const known = { i32, i64, f32, f64, v128, funcref, externref };
  return new Map(Object.entries(known).map(([name, type]) => [type, name]));
}

/** Of integer constants. */
function constantOf(binaryen: Binaryen, init: number): string | undefined {
  const { type, value } = binaryen.getExpressionInfo(init) as { readonly type: number; readonly value?: unknown };
  if (type === binaryen.i32 && typeof value === 'number') return String(value);
  if (type !== binaryen.i64) return undefined;
  return typeof value === 'bigint' ? String(BigInt.asIntN(64, value)) : undefined;
}

/** Its first one, when that is not imported. */
function memories(module: Module): readonly string[] {
  if (!module.hasMemory()) return [];
  const { initial, max, shared, is64, module: from } = module.getMemoryInfo();
  if (!isDefined({ module: from })) return [];
  const words = [shared && 'shared', is64 && 'i64'].filter((word): word is string => word !== false);
  return [limitsView(BigInt(initial), max === undefined ? undefined : BigInt(max), words)];
}
