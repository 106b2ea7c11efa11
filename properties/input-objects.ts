/**
 * The relocatable objects among a job's files, by the names that a linker calls them: the file's own, or
 * `archive(member)`. Names may repeat, in an archive; what is no object is passed over.
 */

import { archiveIn, moduleIn } from '../src/observe/decoded-files.ts';
import { isArchive, isObject, type WasmObject } from '../src/wasm/index.ts';

/** Objects of that name, decoded when asked for. */
export class InputObjects {
  readonly #bytes = new Map<string, Uint8Array[]>();
  readonly #decoded = new Map<string, readonly WasmObject[]>();

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    for (const [name, bytes] of files) {
      if (isArchive(bytes)) this.#addMembers(name, bytes, files);
      else this.#bytes.set(name, [bytes]);
    }
  }

  /** Empty when there is none of that name, or none that can be decoded. */
  named(name: string): readonly WasmObject[] {
    let objects = this.#decoded.get(name);
    if (objects === undefined) {
      objects = (this.#bytes.get(name) ?? []).flatMap(objectsIn);
      this.#decoded.set(name, objects);
    }
    return objects;
  }

  #addMembers(archive: string, bytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): void {
    for (const member of attempt(() => archiveIn(bytes).members) ?? []) {
      // A thin archive holds names of files.
      const content = member.bytes ?? files.get(member.name);
      if (content === undefined) continue;
      const name = `${archive}(${member.name})`;
      this.#bytes.set(name, [...(this.#bytes.get(name) ?? []), content]);
    }
  }
}

/** None when it is no relocatable object. */
function objectsIn(bytes: Uint8Array): readonly WasmObject[] {
  const module = attempt(() => moduleIn(bytes));
  return module !== undefined && isObject(module) ? [module] : [];
}

/** Undefined for a file that does not decode: it is no business of those who ask here. */
function attempt<Result>(decode: () => Result): Result | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
