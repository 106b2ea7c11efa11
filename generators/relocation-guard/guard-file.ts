/**
 * The form of a kept case of the relocation guard, `corpus/relocations/KIND.json`: links whose objects are written out as
 * values, with the bytes that must stand at every relocation site of the output. One file a relocation kind.
 * Small enough to check by hand: what a site holds follows from the places (`index`, `address`, `offset`) beside it.
 * Not here: which cases there are (`guard-links.ts`), what must come out (`paper-linker.ts`), object files
 * (`guard-object.ts`), linking and comparing (`src/campaign/corpora/relocation-corpus.ts`).
 */

export interface GuardFile {
  readonly kind: string;
  /** The code of the kind in the file format; all relocations of the file are of this kind. */
  readonly code: number;
  readonly links: readonly GuardLink[];
}

/** How one link is carried out; whichever way, the same bytes stand at the sites. */
export const guardWays = ['direct', 'through -r', '--emit-relocs'] as const;
export type GuardWay = (typeof guardWays)[number];

export interface GuardLink {
  /** Where the sites stand, and what is special. */
  readonly name: string;
  /** wasm-ld's, without inputs. */
  readonly args: readonly string[];
  /** Ways that cannot be gone, each with the reason. Absent: all are gone. */
  readonly not?: Partial<Readonly<Record<GuardWay, string>>>;
  readonly memory64?: true;
  readonly objects: readonly GuardObject[];
}

export interface GuardObject {
  readonly name: string;
  readonly features?: readonly string[];
  /** `i32 i64 -> f32` */
  readonly types?: readonly string[];
  readonly imports?: readonly GuardImport[];
  readonly functions?: readonly GuardFunction[];
  /** i32 constants. */
  readonly globals?: readonly number[];
  /** Type indices. */
  readonly tags?: readonly number[];
  /** How many tables of function references are defined. */
  readonly tables?: number;
  readonly segments?: readonly GuardSegment[];
  readonly customs?: readonly GuardCustom[];
  /** The symbol table. No name stands in it twice. */
  readonly symbols: readonly GuardSymbol[];
}

export interface GuardImport {
  readonly kind: 'function' | 'global' | 'table' | 'tag';
  readonly field: string;
  /** Of a function or tag. */
  readonly type?: number;
}

/** A stretch of bytes with relocation sites in it. */
export interface GuardPayload {
  /** `00 ee*5 a5`: hexadecimal, with counts of bytes and of groups. */
  readonly bytes: string;
  readonly sites?: readonly GuardSite[];
}

export interface GuardFunction extends GuardPayload {
  readonly type: number;
  /** How many bytes the body's size takes, when that is not the fewest. */
  readonly sizeLeb?: 5;
  /** Its index in the output. */
  readonly index?: number;
}

export interface GuardSegment extends GuardPayload {
  readonly name: string;
  readonly alignLog2: number;
  readonly flags?: 'tls';
  /** Of its first byte in the output. */
  readonly address?: number;
}

export interface GuardCustom extends GuardPayload {
  readonly name: string;
  /** Of its first byte in the output's section of that name. */
  readonly offset?: number;
}

export interface GuardSite {
  /** From the start of the body, segment or section; before it, on the body's size. */
  readonly at: number;
  /** Name of a symbol of this object; of a type, its index. */
  readonly to: string | number;
  /** Absent where the kind has none; text where JSON's numbers are too short. */
  readonly add?: number | string;
  /** What the case is about; absent: the addend. */
  readonly edge?: string;
  /** The bytes in the output, in hexadecimal; where sites are compressed, fewer than in the input. */
  readonly holds?: string;
}

export interface GuardSymbol {
  readonly name: string;
  readonly kind: 'function' | 'data' | 'global' | 'tag' | 'table' | 'section';
  /** In its index space, imports included; a segment; a custom section's position. Absent: undefined data. */
  readonly index?: number;
  /** In the segment. */
  readonly offset?: number;
  readonly size?: number;
  /** Words of `flagBits`, separated by blanks. */
  readonly flags?: string;
}

/** Symbol flags of Linking.md by the words that stand in the cases. */
export const flagBits: Readonly<Record<string, number>> = {
  weak: 0x1,
  local: 0x2,
  hidden: 0x4,
  undefined: 0x10,
  exported: 0x20,
  'explicit-name': 0x40,
  'no-strip': 0x80,
  tls: 0x100,
};

export function hasFlag({ flags = '' }: GuardSymbol, flag: string): boolean {
  return flags.split(' ').includes(flag);
}

/** `00 ee*5 (a5 ee*5)*3` to bytes. */
export function parseBytes(text: string): Uint8Array {
  const single = text.replace(/\(([^)]*)\)\*(\d+)/g, (_, group: string, count) => repeated(group, Number(count)));
  const tokens = single === '' ? [] : single.split(' ');
  return Uint8Array.from(
    tokens.flatMap((token) => {
      const [byte = '', count = '1'] = token.split('*');
      return new Array<number>(Number(count)).fill(Number.parseInt(byte, 16));
    }),
  );
}

const repeated = (group: string, count: number): string => new Array<string>(count).fill(group).join(' ');

/** As JSON; sites, symbols and other flat objects stand side by side as far as a line goes. */
export function printGuardFile(file: GuardFile): string {
  return `${printNested(file, '')}\n`;
}

const lineLength = 118;
/** Deeper lines are not moved in further: a sixth of the corpus would be blanks. */
const deepest = 2;

function printNested(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + flat.length < lineLength) return flat;
  const inner = indent.length < deepest ? `${indent} ` : indent;
  if (Array.isArray(value)) {
    const items = value.map((item) => printNested(item, inner));
    return `[\n${filledLines(items, inner).join(',\n')}\n${indent}]`;
  }
  const lines = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${inner}${JSON.stringify(key)}:${printNested(item, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** What has lines of its own keeps them. */
function filledLines(items: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const joined = `${last},${item}`;
    if (last === undefined || joined.includes('\n') || joined.length > lineLength) lines.push(`${indent}${item}`);
    else lines[lines.length - 1] = joined;
  }
  return lines;
}
