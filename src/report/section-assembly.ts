/**
 * The segments and custom sections of an object as lines for LLVM's assembler: bytes, and between them labels and
 * relocation sites. Throws an Error where an assembler has no words. Not here: symbols and functions (`object-assembly.ts`).
 */
import {
  type ObjectSymbol,
  type Relocation,
  type RelocationValue,
  type Section,
  SectionId,
  SegmentFlag,
  SymbolFlag,
  type WasmObject,
} from '../wasm/index.ts';
import { refuse, sectionFlags, sectionLabel, sitesIn, siteText } from './assembly-words.ts';

export function segmentAssembly(object: WasmObject, index: number): readonly string[] {
  const { bytes, offset, flags } = object.data[index]!;
  const info = object.linking.segments[index]!;
  const sites = sitesIn(object, SectionId.Data, [offset, offset + bytes.length]);
  const letters = segmentLetters.flatMap(([bit, letter]) => (info.flags & bit ? [letter] : []));
  const passive = flags === 1 ? 'p' : '';
  const labels = object.linking.symbols.filter((one) => one.kind === 'data' && one.index === index && isDefined(one));
  return [
    `\t.section\t${info.name},${sectionFlags(object, { kind: 'data', index }, letters.join('') + passive)}`,
    `\t.p2align\t${info.alignLog2}`,
    ...contentLines(object, bytes, { sites, labels, modifiers: segmentModifiers }),
    ...labels.map(({ name, size }) => `\t.size\t${name}, ${size}`),
  ];
}

export function customSectionAssembly(object: WasmObject, section: Section): readonly string[] {
  const { index, name = '', content, relocations } = section;
  const sites = new Map([...relocations].map((site) => [site.offset, site]));
  const letters = /^\.debug_(line_)?str$/.test(name) ? 'S' : '';
  const prefix = name.startsWith('.debug_') ? '' : '.custom_section.';
  return [
    `\t.section\t${prefix}${name},${sectionFlags(object, { kind: 'section', index }, letters)}`,
    `${sectionLabel(index)}:`,
    ...contentLines(object, content, { sites, modifiers: customModifiers }),
  ];
}

const segmentLetters = [
  [SegmentFlag.Strings, 'S'],
  [SegmentFlag.Tls, 'T'],
  [SegmentFlag.Retain, 'R'],
] as const;

const isDefined = ({ flags }: ObjectSymbol): boolean => (flags & SymbolFlag.Undefined) === 0;

/** By what a site holds: what follows the name. What is not there has no words. */
type Modifiers = Readonly<Partial<Record<RelocationValue, string>>>;

/** In a segment a function is its slot; in a custom section it is its place in the code. */
const inBoth = { address: '', 'function-index': '@FUNCINDEX', 'global-index': '' };
const segmentModifiers: Modifiers = { ...inBoth, 'address-site-relative': '-.', 'table-slot': '' };
const customModifiers: Modifiers = { ...inBoth, 'function-offset': '', 'section-offset': '' };

/** What stands in a payload beside bytes, by offset. */
interface Marks {
  readonly sites: ReadonlyMap<number, Relocation>;
  readonly modifiers: Modifiers;
  readonly labels?: readonly ObjectSymbol[];
}

function contentLines(object: WasmObject, bytes: Uint8Array, { sites, modifiers, labels = [] }: Marks): string[] {
  const lines: string[] = [];
  const edges = [...new Set([...sites.keys(), ...labels.map(({ offset }) => offset), bytes.length])];
  edges.sort((left, right) => left - right);
  let at = 0;
  for (const edge of edges) {
    refuse(edge < at, 'a symbol lies in the middle of a relocation site');
    refuse(edge > bytes.length, 'a symbol lies behind its segment');
    lines.push(...byteLines(bytes.subarray(at, edge)));
    at = edge;
    for (const { name, offset } of labels) if (offset === edge) lines.push(`${name}:`);
    const site = sites.get(edge);
    if (site === undefined) continue;
    lines.push(`\t.int${site.kind.width * 8}\t${dataSite(object, site, modifiers)}`);
    at += site.kind.width;
  }
  return lines;
}

function dataSite(object: WasmObject, site: Relocation, modifiers: Modifiers): string {
  const { kind, index } = site;
  const modifier = modifiers[kind.value];
  if (modifier === undefined) throw new Error(`${kind.name} has no words where it is`);
  const symbol = object.linking.symbols[index]!;
  // The assembler takes the function for its alias, and computes what is known within a segment.
  refuse(kind.value === 'function-offset' && !isFirstName(object, symbol), `${kind.name} refers to an alias`);
  refuse(kind.value === 'address-site-relative' && isDefined(symbol), `${kind.name} may stay in a segment`);
  return siteText(object, site, modifier);
}

/** Of a function of the code. */
function isFirstName({ linking }: WasmObject, symbol: ObjectSymbol): boolean {
  const first = linking.symbols.find(({ kind, index }) => kind === 'function' && index === symbol.index);
  return isDefined(symbol) && first === symbol;
}

const bytesPerLine = 32;

function byteLines(bytes: Uint8Array): string[] {
  if (bytes.length > bytesPerLine && bytes.every((byte) => byte === 0)) return [`\t.zero\t${bytes.length}`];
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    lines.push(`\t.ascii\t"${[...bytes.subarray(at, at + bytesPerLine)].map(characterText).join('')}"`);
  }
  return lines;
}

function characterText(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[ -!#-[\]-~]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
}
