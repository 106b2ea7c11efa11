/**
 * A shared library's file, as a linker and a loader see it: `dylink.0`, functions that hand their arguments to an import
 * which carries the library's own name, and data in one segment above `__memory_base`.
 * Not here: what linking against it means (`resolve.ts`), who loads it (`src/observe`).
 */
import { i32Constant } from '../../src/wasm/constant-expressions.ts';
import { encodeDylink } from '../../src/wasm/dylink.ts';
import { encodeModule } from '../../src/wasm/encode.ts';
import { type ConstantExpression, type Global, type Import, SymbolFlag } from '../../src/wasm/model.ts';
import { bytesFromHex } from '../scenario/hex.ts';
import { libraryAlignLog2, type ScenarioLibrary } from '../scenario/scenario.ts';
import { functionType } from './lower-object.ts';

const i32Immutable = { valueType: 0x7f, mutable: false } as const;
/** `global.get 0, end`: the first import of a global. */
const memoryBase: ConstantExpression = {
  bytes: Uint8Array.of(0x23, 0, 0x0b),
  value: { kind: 'global', globalIndex: 0 },
};

export function lowerLibrary({ name: module, functions, data }: ScenarioLibrary): Uint8Array {
  const { offsets, image } = imageOf(data);
  return encodeModule({
    types: functions.map(({ signature }) => functionType(signature)),
    imports: [
      { module: 'env', field: 'memory', kind: 'memory', memory: { flags: 0, minimum: 0n } },
      { module: 'env', field: '__memory_base', kind: 'global', global: i32Immutable },
      ...functions.map(({ name: field }, typeIndex): Import => ({ module, field, kind: 'function', typeIndex })),
    ],
    functions: functions.map((_, i) => i),
    globals: offsets.map((offset): Global => ({ type: i32Immutable, init: i32Constant(offset) })),
    exports: [
      ...functions.map(({ name }, i) => ({ name, kind: 'function', index: functions.length + i }) as const),
      ...data.map(({ name }, i) => ({ name, kind: 'global', index: 1 + i }) as const),
    ],
    bodies: functions.map(({ signature }, i) => forwarding(signature.parameters.length, i)),
    data: image.length === 0 ? [] : [{ flags: 0, memoryIndex: 0, offsetExpression: memoryBase, bytes: image }],
    customs: [{ name: 'dylink.0', content: dylinkOf(module, functions, image.length) }],
  });
}

function dylinkOf(module: string, functions: ScenarioLibrary['functions'], memorySize: number): Uint8Array {
  return encodeDylink({
    memorySize,
    memoryAlignLog2: libraryAlignLog2,
    tableSize: 0,
    tableAlignLog2: 0,
    needed: [],
    exportInfo: functions.map(({ name }) => ({ name, flags: 0 })),
    importInfo: functions.map(({ name: field }) => ({ module, field, flags: SymbolFlag.Undefined })),
    runtimePath: ['$ORIGIN'],
  });
}

function imageOf(data: ScenarioLibrary['data']): { readonly offsets: readonly number[]; readonly image: Uint8Array } {
  const alignment = 2 ** libraryAlignLog2;
  const offsets: number[] = [];
  let size = 0;
  for (const { bytes } of data) {
    const offset = Math.ceil(size / alignment) * alignment;
    offsets.push(offset);
    size = offset + bytes.length / 2;
  }
  const image = new Uint8Array(size);
  for (const [i, { bytes }] of data.entries()) image.set(bytesFromHex(bytes), offsets[i]!);
  return { offsets, image };
}

/** `local.get` of each parameter, `call`, `end`; no locals. */
function forwarding(parameters: number, callee: number): Uint8Array {
  const passed = Array.from({ length: parameters }, (_, i) => [0x20, i]).flat();
  return Uint8Array.of(0, ...passed, 0x10, callee, 0x0b);
}
