/** `--print-gc-sections`: a line for each payload and each definition that was collected. */
import { fileName, type ObjectFile } from './input-files.ts';
import type { Liveness } from './mark.ts';
import type { Program } from './program.ts';

export function printRemovedPayloads(program: Program, liveness: Liveness): void {
  const { sink, objects } = program;
  const print = (object: ObjectFile | undefined, name: string) =>
    sink.print(`removing unused section ${fileName(object)}:(${name})`);
  const printElements = (object: ObjectFile, kind: 'global' | 'tag' | 'table', nameOf: (index: number) => string) => {
    for (let index = 0; index < object.wasm[`${kind}s`].length; index++) {
      if (!liveness.isElementLive(object, kind, index)) print(object, nameOf(index));
    }
  };
  for (const object of objects) {
    const { codePayloads, dataPayloads } = object.wasm;
    for (let i = 0; i < codePayloads.length; i++) {
      if (!liveness.atoms.find(object, 'function', i)) print(object, object.functionName(i));
    }
    for (let i = 0; i < dataPayloads.length; i++) {
      if (!liveness.atoms.find(object, 'data', i)) print(object, object.segmentName(i));
    }
    printElements(object, 'global', (index) => object.globalName(index));
    printElements(object, 'tag', (index) => object.tagName(index));
    printElements(object, 'table', (index) => object.tableName(index));
  }
  const synthetics = [...program.syntheticFunctions, ...program.syntheticGlobals, ...program.syntheticTables];
  for (const { live, name } of synthetics) if (!live) print(undefined, name);
}
