/** The output's type section: each signature once, in order of first use; and where each object's types went. */
import type { FunctionType } from '../wasm/model.ts';
import type { ObjectFile } from './input-files.ts';
import { signatureKey } from './type-text.ts';

export class TypeTable {
  readonly types: FunctionType[] = [];
  readonly #indexOf = new Map<string, number>();
  readonly #maps = new Map<ObjectFile, Int32Array>();

  /** Index of the signature, which is added when it is new. */
  add(type: FunctionType): number {
    const key = signatureKey(type);
    const existing = this.#indexOf.get(key);
    if (existing !== undefined) return existing;
    this.#indexOf.set(key, this.types.length);
    this.types.push(type);
    return this.types.length - 1;
  }

  /** Notes that something refers to a type of an object; the type's index in the output. Cheaper than `add`. */
  use(object: ObjectFile, typeIndex: number): number {
    let map = this.#maps.get(object);
    if (!map) {
      map = new Int32Array(object.wasm.types.length).fill(-1);
      this.#maps.set(object, map);
    }
    if (map[typeIndex] === -1) map[typeIndex] = this.add(object.wasm.types[typeIndex]!);
    return map[typeIndex]!;
  }

  /** Where a type that was used went; 0 for one that was not (its reference is dead). */
  indexIn(object: ObjectFile, typeIndex: number): number {
    return Math.max(0, this.#maps.get(object)?.[typeIndex] ?? 0);
  }
}
