/**
 * What must stand at each site of a guard link, computed as one would by hand: value by the kind's meaning, bytes by its
 * form. Shares no code with the linker, and of `src/wasm` nothing that knows relocations.
 * Where Linking.md leaves room the rules are wasm-ld's: an undefined address is 0 whatever the addend; a weak function
 * that stays undefined is a stub that traps, and its slot 0; a custom section that speaks of what is dead holds the
 * section's tombstone, or the addend.
 */
import { hexFromBytes } from '../scenario/hex.ts';
import { type GuardLink, type GuardPayload, type GuardSite, hasFlag } from './guard-file.ts';
import { compressedBytes, type GuardKind, siteBytes } from './guard-kinds.ts';
import { PaperPlaces } from './paper-places.ts';
import type { Meaning } from './paper-resolution.ts';

/** The link with the places of what has sites, and what the sites hold. */
export function withAnswers(link: GuardLink, kind: GuardKind): GuardLink {
  const paper = new PaperLinker(link, kind);
  return { ...link, objects: link.objects.map((_, object) => paper.answerObject(object)) };
}

/** Where a site stands. */
interface Spot {
  readonly object: number;
  readonly isCode?: boolean;
  /** Of the segment that holds it. */
  readonly address?: number;
  /** What stands for an address that is not there. */
  readonly tombstone?: bigint;
}

class PaperLinker {
  readonly #link: GuardLink;
  readonly #kind: GuardKind;
  readonly #places: PaperPlaces;

  constructor(link: GuardLink, kind: GuardKind) {
    this.#link = link;
    this.#kind = kind;
    this.#places = new PaperPlaces(link, kind.meaning);
  }

  answerObject(object: number) {
    const { functions, segments, customs, ...rest } = this.#link.objects[object]!;
    const { resolution } = this.#places;
    return {
      ...rest,
      ...(functions && {
        functions: functions.map((func, item) => {
          if (!func.sites || !resolution.isLiveItem('function', object, item)) return func;
          const meaning = { kind: 'defined', object, item, symbol: { name: '', kind: 'function' } } as const;
          return { ...this.#answer(func, { object, isCode: true }), index: this.#places.functionIndex(meaning) };
        }),
      }),
      ...(segments && {
        segments: segments.map((segment, item) => {
          if (!segment.sites || !resolution.isLiveItem('data', object, item)) return segment;
          const address = this.#places.segmentAddress(object, item);
          return { ...this.#answer(segment, { object, address }), address };
        }),
      }),
      ...(customs && {
        customs: customs.map((custom, item) => {
          if (!custom.sites) return custom;
          const answered = this.#answer(custom, { object, tombstone: tombstoneOf(custom.name) });
          return { ...answered, offset: this.#places.customOffset(object, item) };
        }),
      }),
    };
  }

  #answer<Payload extends GuardPayload>(payload: Payload, spot: Spot): Payload {
    const sites = payload.sites!.map((site) => ({
      ...site,
      holds: hexFromBytes(this.#bytes(this.#value(site, spot), spot)),
    }));
    return { ...payload, sites };
  }

  /** Only code is compressed. */
  #bytes(value: bigint, { isCode = false }: Spot): Uint8Array {
    const isCompressed = isCode && this.#link.args.includes('--compress-relocations');
    return isCompressed ? compressedBytes(value, this.#kind.form) : siteBytes(value, this.#kind.form);
  }

  #value({ at, to, add }: GuardSite, spot: Spot): bigint {
    if (typeof to === 'number') return BigInt(this.#places.typeIndex(spot.object, to));
    const meaning = this.#places.resolution.meaningOf(spot.object, to);
    const addend = BigInt(add ?? 0);
    const isDead = meaning.symbol.kind !== 'section' && !this.#places.resolution.isLive(meaning);
    const instead = spot.tombstone || addend;
    if (isDead) return instead;
    switch (this.#kind.meaning) {
      case 'function index':
        return BigInt(this.#places.functionIndex(meaning));
      case 'table slot':
        return BigInt(this.#places.tableSlot(meaning));
      case 'relative table slot': {
        const slot = this.#places.tableSlot(meaning);
        return BigInt(slot === 0 ? 0 : slot - this.#places.firstSlot);
      }
      case 'address':
      case 'relative address':
        return this.#address(meaning, addend);
      case 'thread-local address':
        return this.#link.args.includes('--shared-memory')
          ? this.#threadOffset(meaning, addend)
          : this.#address(meaning, addend);
      case 'distance from the site':
        return meaning.kind === 'undefined' ? 0n : this.#address(meaning, addend) - BigInt(spot.address! + at);
      case 'type index':
        throw new Error('a type is named by its number');
      case 'global index':
        return BigInt(this.#places.globalIndex(meaning));
      case 'tag index':
        return BigInt(this.#places.tagIndex(meaning));
      case 'table index':
        return BigInt(this.#places.tableIndex(meaning));
      case 'code offset': {
        const offset = this.#places.codeOffset(meaning);
        return offset === undefined ? instead : BigInt(offset) + addend;
      }
      case 'section offset': {
        if (meaning.kind === 'undefined') throw new Error('a section symbol is defined');
        return BigInt(this.#places.customOffset(meaning.object, meaning.item)) + addend;
      }
    }
  }

  #address(meaning: Meaning, addend: bigint): bigint {
    if (meaning.kind === 'undefined') return 0n;
    const { object, item, symbol } = meaning;
    return BigInt(this.#places.segmentAddress(object, item) + (symbol.offset ?? 0)) + addend;
  }

  #threadOffset(meaning: Meaning, addend: bigint): bigint {
    if (meaning.kind === 'undefined' || !hasFlag(meaning.symbol, 'tls')) throw new Error('no thread-local symbol');
    const { object, item, symbol } = meaning;
    return BigInt(this.#places.offsetInOutputSegment(object, item) + (symbol.offset ?? 0)) + addend;
  }
}

/** 0: there is none. */
function tombstoneOf(section: string): bigint {
  if (section === '.debug_ranges' || section === '.debug_loc') return -2n;
  return section.startsWith('.debug_') ? -1n : 0n;
}
