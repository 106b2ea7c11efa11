/**
 * The memory of a program on paper: the bytes of each segment, those that a thread has of its own, and where a symbol, a
 * section's boundary or the thread's base lies in them. An access that is not within one payload is indeterminate.
 * Not here: how code comes to an address (`program-places.ts`).
 */

import { bytesFromHex } from '../scenario/hex.ts';
import type { LinkOptions, ScenarioObject, ScenarioSegment, Site, SiteKind } from '../scenario/scenario.ts';
import { touches } from '../scenario/site-kinds.ts';
import { isDynamic } from './output-mode.ts';
import type { Reach } from './reach.ts';
import type { Resolution, Resolved } from './resolve.ts';
import { boundaryNamed, placeSection } from './section-boundaries.ts';
import { type Address, distanceBetween, Indeterminate, isAligned, sameAddress } from './symbolic-address.ts';
import { ThreadState } from './thread-state.ts';
import { isOfThread, type ThreadStorage, threadStorageOf } from './thread-storage.ts';

export class ProgramMemory {
  /** The thread that runs; its own data and globals are what programs see. */
  thread = new ThreadState(true);
  readonly #threads = new Map([[0, this.thread]]);
  readonly #segments = new Map<ScenarioSegment, Uint8Array>();
  /** Segments that threads were given for their own data. */
  readonly #blocks = new Set<ScenarioSegment>();
  readonly #resolution: Resolution;
  readonly #reached: Reach;
  readonly #options: LinkOptions;

  constructor(resolution: Resolution, reached: Reach, options: LinkOptions) {
    this.#resolution = resolution;
    this.#reached = reached;
    this.#options = options;
  }

  switchTo(thread: number): void {
    this.thread = this.#threads.get(thread) ?? new ThreadState(false);
    this.thread.isKnownToLoader = this.thread.hasStorage;
    this.#threads.set(thread, this.thread);
  }

  /** A relocation against a symbol that is null ignores the addend. */
  addressOf(resolved: Resolved, addend: number): Address {
    switch (resolved.kind) {
      case 'data': {
        const { object, segment, offset } = resolved;
        if (this.#blocks.has(segment)) throw new Indeterminate('memory that belongs to a thread');
        const [low, high] = this.#bounds(segment, offset);
        return { kind: 'segment', object, segment, offset: offset + addend, low, high };
      }
      case 'absolute':
        return { kind: 'number', value: (resolved.address + addend) | 0 };
      case 'null':
        return { kind: 'number', value: 0 };
      case 'synthetic':
        return { kind: 'synthetic', name: resolved.name, offset: addend };
      case 'outside':
        if (resolved.place !== undefined) {
          const high = resolved.place.segment.bytes.length / 2;
          return { kind: 'segment', ...resolved.place, offset: addend, low: 0, high };
        }
        return { kind: 'synthetic', name: resolved.name, offset: addend, outside: true };
      default:
        throw new Indeterminate(`the address of something ${resolved.kind}`);
    }
  }

  bytesAt(given: Address, size: number): Uint8Array {
    const address = this.#concrete(given);
    if (address.kind !== 'segment') throw new Indeterminate('an access outside of every segment');
    const { segment, offset, low, high } = address;
    if (offset < low || offset + size > high) throw new Indeterminate('an access beyond its segment');
    for (const site of segment.sites) {
      if (touches(site, offset, offset + size)) throw new Indeterminate('an access to a site');
    }
    return this.#bytesOf(segment).subarray(offset, offset + size);
  }

  load(address: Address, size: 1 | 4): number {
    const bytes = this.bytesAt(address, size);
    return size === 1 ? bytes[0]! : bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24);
  }

  siteAt(
    address: Address,
    isWanted: (kind: SiteKind) => boolean,
  ): { readonly site: Site; readonly object: ScenarioObject; readonly segment: ScenarioSegment } {
    if (address.kind !== 'segment') throw new Indeterminate('a pointer outside of every segment');
    this.#checkFilled(address.segment);
    for (const site of address.segment.sites) {
      if (site.offset === address.offset && isWanted(site.kind)) {
        return { site, object: address.object, segment: address.segment };
      }
    }
    throw new Indeterminate('a pointer where there is no site');
  }

  /** Where a loader says some addresses, pointers of a thread are filled when it is started. */
  #checkFilled(holder: ScenarioSegment): void {
    const isFilled = this.thread.isStarted || !isDynamic(this.#options);
    if (!isFilled && isOfThread(holder, this.#options))
      throw new Indeterminate('a pointer that nothing has filled yet');
  }

  /** The block belongs to the thread from here on: nobody can say what a program that looks there would see. */
  startThread(block: Address): void {
    if (block.kind !== 'segment') throw new Indeterminate('a thread without memory');
    const { segment, offset, low, high } = block;
    const { size, alignment } = this.threadStorage();
    if (segment.sites.length > 0 || offset < low || offset + size > high)
      throw new Indeterminate('no room for a thread');
    if (!isAligned(block, Math.log2(Math.max(1, alignment)))) throw new Indeterminate('no place for a thread');
    this.#blocks.add(segment);
    this.thread.start();
  }

  /** Where nothing is collected, the losers of COMDAT groups may stay, and then count too. */
  threadStorage(): ThreadStorage {
    const { included } = this.#resolution;
    const isLost = (segment: ScenarioSegment) => segment.threadLocal !== undefined && !this.#reached.kept.has(segment);
    if (this.#options.gcSections === false && included.some(({ segments }) => segments.some(isLost))) {
      throw new Indeterminate('thread-local data that may be kept');
    }
    return threadStorageOf(this.#resolution, this.#reached.kept);
  }

  threadBase(offset: number): Address {
    if (!this.thread.hasStorage) throw new Indeterminate('no thread-local data yet');
    const { placed } = this.threadStorage();
    for (const { object, segment, offset: begin } of placed) {
      const high = segment.bytes.length / 2;
      if (offset >= begin && offset - begin < high) {
        return { kind: 'segment', object, segment, offset: offset - begin, low: 0, high };
      }
    }
    throw new Indeterminate('nothing lies there from the thread base');
  }

  isSame(left: Address, right: Address): boolean {
    return sameAddress(this.#concrete(left), this.#concrete(right));
  }

  distance(from: Address, to: Address): number {
    return this.#distanceOfBoundaries(from, to) ?? distanceBetween(from, to);
  }

  /** Both at boundaries of one section. */
  #distanceOfBoundaries(from: Address, to: Address): number | undefined {
    if (from.kind !== 'synthetic' || to.kind !== 'synthetic') return undefined;
    const [start, stop] = [boundaryNamed(from.name), boundaryNamed(to.name)];
    if (start === undefined || start.section !== stop?.section) return undefined;
    const { size } = placeSection(this.#resolution, this.#reached.kept, start.section);
    return to.offset + (stop.end ? size : 0) - from.offset - (start.end ? size : 0);
  }

  /** An address counted from the boundary of a section, as a place in the segment that lies there. */
  #concrete(address: Address): Address {
    const boundary = address.kind === 'synthetic' ? boundaryNamed(address.name) : undefined;
    if (boundary === undefined || address.kind !== 'synthetic') return address;
    const { placed, size } = placeSection(this.#resolution, this.#reached.kept, boundary.section);
    const position = address.offset + (boundary.end ? size : 0);
    for (const { object, segment, offset } of placed) {
      const high = segment.bytes.length / 2;
      const inside = position - offset;
      if (inside >= 0 && inside < high) return { kind: 'segment', object, segment, offset: inside, low: 0, high };
    }
    return address;
  }

  #bounds(segment: ScenarioSegment, offset: number): [number, number] {
    const size = segment.bytes.length / 2;
    if (!segment.strings) return [0, size];
    const bytes = this.#bytesOf(segment);
    const low = offset === 0 ? 0 : bytes.lastIndexOf(0, offset - 1) + 1;
    return [low, bytes.indexOf(0, offset) + 1];
  }

  #bytesOf(segment: ScenarioSegment): Uint8Array {
    if (isOfThread(segment, this.#options)) return this.thread.copyOf(segment);
    let bytes = this.#segments.get(segment);
    if (bytes === undefined) {
      bytes = bytesFromHex(segment.bytes);
      this.#segments.set(segment, bytes);
    }
    return bytes;
  }
}
