/**
 * How a program on paper comes to an address or to a slot of the function table: through a symbol, its GOT entry, a base,
 * or a pointer in memory. What a loader or another thread may decide otherwise is indeterminate.
 * In: a place or a slot, and the object whose symbols it names. Not here: what lies there (`program-memory.ts`).
 */

import type { LinkOptions, Place, ScenarioObject, ScenarioSegment, Slot } from '../scenario/scenario.ts';
import { isPointer, isRelative, isSlot } from '../scenario/site-kinds.ts';
import { goesThroughGot, isDynamic, isPositionIndependent } from './output-mode.ts';
import type { ProgramMemory } from './program-memory.ts';
import { slotKey } from './reach.ts';
import type { Resolution, Resolved } from './resolve.ts';
import { type Address, Indeterminate, moved } from './symbolic-address.ts';
import { isOfThread } from './thread-storage.ts';

export class ProgramPlaces {
  readonly #resolution: Resolution;
  readonly #memory: ProgramMemory;
  readonly #options: LinkOptions;
  /** Pointers to what is not here are filled at start-up, from the GOT. */
  readonly #readsGot: boolean;

  constructor(resolution: Resolution, memory: ProgramMemory, options: LinkOptions) {
    this.#resolution = resolution;
    this.#memory = memory;
    this.#options = options;
    this.#readsGot = isDynamic(options);
  }

  place(place: Place, object: ScenarioObject): Address {
    switch (place.from) {
      case 'symbol':
        return this.#symbolPlace(place, object);
      case 'memory': {
        const { site, object: holder, segment } = this.#memory.siteAt(this.place(place.at, object), isPointer);
        const target = this.symbol(holder, site.symbol);
        this.#refuseNumberFromLoader(holder, site.symbol, target);
        if (!this.#isOfSameThread(segment, { target, holder, id: site.symbol })) this.#checkThread(target);
        if (!this.#readsGot) return moved(this.#memory.addressOf(target, site.addend), place.plus);
        return moved(this.#memory.addressOf(target, 0), site.addend + place.plus);
      }
      case 'relative': {
        const { site, object: holder } = this.#memory.siteAt(this.place(place.at, object), isRelative);
        const resolved = this.symbol(holder, site.symbol);
        this.#checkThread(resolved);
        const target = this.#memory.addressOf(resolved, site.addend);
        if (target.kind !== 'segment') throw new Indeterminate('a relative pointer to no segment');
        return target;
      }
      case 'thread-base':
        return this.#memory.threadBase(place.plus);
    }
  }

  slot(slot: Slot, object: ScenarioObject): { readonly resolved: Resolved; readonly key: string | undefined } {
    let resolved: Resolved;
    if (slot.from === 'symbol') {
      resolved = this.symbol(object, slot.symbol);
      if (slot.how === 'rel') this.#refuseRelative(slotKey(resolved) !== undefined, slot.symbol, { resolved, object });
    } else {
      const { site, object: holder } = this.#memory.siteAt(this.place(slot.at, object), isSlot);
      resolved = this.symbol(holder, site.symbol);
    }
    if (resolved.kind === 'undefined' || resolved.kind === 'discarded') throw new Indeterminate('a slot of nothing');
    // wasm-ld gives it a slot or none, as the order of the sites has it.
    if (resolved.kind === 'stub') throw new Indeterminate('a slot of an unresolved function');
    return { resolved, key: slotKey(resolved) };
  }

  symbol(object: ScenarioObject, id: string): Resolved {
    const resolved = this.#resolution.symbols.get(object.name)?.get(id);
    if (resolved === undefined) throw new Indeterminate(`${object.name} has no symbol ${id}`);
    return resolved;
  }

  #symbolPlace(
    { symbol, addend, how, base = 0 }: Extract<Place, { readonly from: 'symbol' }>,
    object: ScenarioObject,
  ): Address {
    const resolved = this.symbol(object, symbol);
    this.#checkThread(resolved, how, this.#isFromLoader(object, symbol, resolved));
    // What comes from the GOT is the symbol's own address; code adds the rest.
    if (how === 'got') {
      this.#refuseNumberFromLoader(object, symbol, resolved);
      return moved(this.#memory.addressOf(resolved, 0), addend);
    }
    if (how === 'rel')
      this.#refuseRelative(!['null', 'absolute'].includes(resolved.kind), symbol, { resolved, object });
    return moved(this.#memory.addressOf(resolved, addend), base);
  }

  /** An exported address counts from its module's base for a loader, and an absolute symbol looks like any other. */
  #refuseNumberFromLoader(object: ScenarioObject, id: string, resolved: Resolved): void {
    if (resolved.kind === 'absolute' && this.#isFromLoader(object, id, resolved))
      throw new Indeterminate('an absolute symbol that a loader takes for a place');
  }

  /** Data of a thread has the addresses of its thread, and only code can say them. */
  #checkThread(resolved: Resolved, how?: Extract<Place, { from: 'symbol' }>['how'], isFromLoader = false): void {
    const own = resolved.kind === 'data' && isOfThread(resolved.segment, this.#options);
    if (!own && how !== 'tls') return;
    if (!own || (how !== 'tls' && how !== 'got')) throw new Indeterminate('an address that is not of this thread');
    const { isStarted, hasStorage, isKnownToLoader } = this.#memory.thread;
    if (isFromLoader) this.#checkToldBase(how, isKnownToLoader);
    else if (how === 'got' ? !isStarted : !hasStorage) throw new Indeterminate('no thread-local data yet');
  }

  /** A loader reads the base of a module's thread-local data from its export. */
  #checkToldBase(how: 'tls' | 'got', isKnownToLoader: boolean): void {
    if (how === 'tls') throw new Indeterminate('what a loader may choose, counted from a base');
    if (!isKnownToLoader || !this.#options.exports.includes('__tls_base'))
      throw new Indeterminate('thread-local data of which a loader does not know where it is');
  }

  #isFromLoader(object: ScenarioObject, id: string, resolved: Resolved): boolean {
    const symbol = object.symbols.find((one) => one.id === id)!;
    return goesThroughGot(resolved, this.#resolution, symbol, this.#options);
  }

  /** A pointer from a thread's data to its own data, which the module fills itself when the thread is started. */
  #isOfSameThread(
    from: ScenarioSegment,
    { target, holder, id }: { readonly target: Resolved; readonly holder: ScenarioObject; readonly id: string },
  ): boolean {
    if (!isPositionIndependent(this.#options) || target.kind !== 'data') return false;
    const isOwn = isOfThread(from, this.#options) && isOfThread(target.segment, this.#options);
    return isOwn && !this.#isFromLoader(holder, id, target);
  }

  /** Compilers count from a base only to what certainly lies in the same module. */
  #refuseRelative(
    isMoved: boolean,
    id: string,
    { resolved, object }: { readonly resolved: Resolved; readonly object: ScenarioObject },
  ): void {
    if (!isMoved) throw new Indeterminate('what is not moved, counted from a base');
    if (!isPositionIndependent(this.#options)) return;
    if (this.#isFromLoader(object, id, resolved))
      throw new Indeterminate('what a loader may choose, counted from a base');
  }
}
