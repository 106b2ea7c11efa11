/**
 * What the output says of itself: its exports, the symbols of a relocatable output, its name section. An export or a
 * symbol that leads to something else than the inputs mean is a finding; a name is only a hint.
 */
import { isObject, SymbolFlag } from '../../src/wasm/index.ts';
import type { AuditScene } from './audit-scene.ts';
import type { Payload } from './audited-object.ts';
import { constantOffset } from './constant-offset.ts';
import type { Problem } from './finding.ts';
import type { DataMeaning } from './input-symbols.ts';
import { calledByWrapper } from './wrapper.ts';

export class ToldPlacements {
  readonly #scene: AuditScene;

  constructor(scene: AuditScene) {
    this.#scene = scene;
  }

  place(): void {
    this.#placeExports();
    this.#placeOutputSymbols();
    this.#placeNamed();
  }

  #placeExports(): void {
    for (const { name, kind, index } of this.#scene.output.wasm.exports) {
      const meaning = this.#scene.inputs.meaningOfName(name);
      if (meaning === undefined) continue;
      let fault: Problem | undefined;
      if (kind === 'function' && meaning.kind === 'function') fault = this.#placeExported(meaning.payload, index);
      else if (kind === 'global') {
        const init = this.#scene.output.global(index)?.init;
        const address = init && constantOffset(init);
        if (address === undefined) continue;
        if (meaning.kind === 'data') {
          fault = this.#placeExportedData(meaning, Number(address));
        } else if (meaning.kind === 'undefined' && meaning.symbolKind === 'data') {
          fault = this.#scene.placements.placeOwn(`address ${name}`, Number(address));
        }
      }
      if (fault !== undefined) {
        const cause = fault.cause === undefined ? {} : { cause: fault.cause };
        this.#scene.report({ key: `export.${kind}`, message: `export ${name}: ${fault.message}`, ...cause });
      }
    }
  }

  #placeExportedData({ payload, offset }: DataMeaning, address: number): Problem | undefined {
    const { placements } = this.#scene;
    const fault = placements.placeData(payload, offset, address);
    const isBegin = fault !== undefined && offset !== 0 && placements.mayBeAt(payload, offset, address + offset);
    return isBegin ? { ...fault, cause: "export: the symbol's offset in its segment is left out" } : fault;
  }

  /** A function is exported itself, or in a wrapper that runs constructors before it and destructors behind. */
  #placeExported(payload: Payload, index: number): Problem | undefined {
    const { output, placements } = this.#scene;
    const isThere = (place: number) => placements.functionFault(payload, place) === undefined;
    if (isThere(index)) return placements.placeFunction(payload, index);
    const body = output.body(index);
    const wrapped = body && calledByWrapper(body.bytes, output.functionType(index)!).find(isThere);
    return placements.placeFunction(payload, wrapped ?? index);
  }

  /** A relocatable output says by its own symbols where things are. */
  #placeOutputSymbols(): void {
    const { wasm } = this.#scene.output;
    if (!isObject(wasm)) return;
    for (const { kind, flags, index, name, offset } of wasm.linking.symbols) {
      if (flags & (SymbolFlag.Undefined | SymbolFlag.BindingLocal | SymbolFlag.Absolute)) continue;
      const meaning = this.#scene.inputs.meaningOfName(name);
      let fault: Problem | undefined;
      if (kind === 'function' && meaning?.kind === 'function') {
        fault = this.#scene.placements.placeFunction(meaning.payload, index);
      } else if (kind === 'data' && meaning?.kind === 'data') {
        const begin = wasm.data[index]?.offsetExpression;
        const base = begin && constantOffset(begin);
        if (base === undefined) continue;
        fault = this.#scene.placements.placeData(meaning.payload, meaning.offset, Number(base) + offset);
      }
      if (fault !== undefined)
        this.#scene.report({ key: `symbol.${kind}`, message: `symbol ${name}: ${fault.message}` });
    }
  }

  /** Names are hints: what they tell is taken when the bytes agree. */
  #placeNamed(): void {
    const named = this.#scene.output.wasm.names?.functions ?? [];
    const counts = new Map<string, number>();
    for (const { name } of named) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const { index, name } of named) {
      // Where definitions that lost are kept too, a name tells nothing.
      const meaning = counts.get(name) === 1 ? this.#scene.inputs.meaningOfName(name) : undefined;
      if (meaning?.kind !== 'function' || this.#scene.placements.of(meaning.payload) !== undefined) continue;
      if (this.#scene.placements.functionFault(meaning.payload, index) === undefined) {
        this.#scene.placements.placeFunction(meaning.payload, index);
      }
    }
  }
}
