/**
 * `--Map`: the link map as wasm-ld prints it: output sections, what is in code, data and globals, and the symbols of each.
 * Columns are hexadecimal: address (or `-`), offset in the file, size.
 */
import type { Atom } from './atoms.ts';
import type { CodeSection } from './code-section.ts';
import type { DataSection, WrittenSegment } from './data-section.ts';
import { fileName, type ObjectFile } from './input-files.ts';
import type { LinkMap } from './link-map.ts';
import { type NamePrinter, namePrinter } from './name-printer.ts';
import type { OutputFunction, OutputIndices } from './output-indices.ts';
import type { SegmentPart } from './segments.ts';
import type { LinkSymbol } from './symbols.ts';
import type { SyntheticFunction } from './synthetic.ts';
import type { PlacedSection } from './write-output.ts';

const sectionNames = [
  'CUSTOM',
  'TYPE',
  'IMPORT',
  'FUNCTION',
  'TABLE',
  'MEMORY',
  'GLOBAL',
  'EXPORT',
  'START',
  'ELEM',
  'CODE',
  'DATA',
  'DATACOUNT',
  'TAG',
];

/** The content of `--Map`, byte for byte wasm-ld's. */
export function printLinkMap(map: LinkMap): string {
  return new MapPrinter(map).print();
}

class MapPrinter {
  readonly #map: LinkMap;
  readonly #printName: NamePrinter;
  readonly #lines: string[] = ['    Addr      Off     Size Out     In      Symbol'];
  /** What objects call the payload. */
  readonly #symbolsOf = new Map<Atom | SyntheticFunction, LinkSymbol[]>();

  constructor(map: LinkMap) {
    this.#map = map;
    this.#printName = namePrinter(map.output.plan.program.options);
    const { program, liveness } = map.output.plan;
    for (const object of program.objects) {
      for (const symbol of program.symbolsOf(object)) {
        if (symbol.kind === 'section' || symbol.file !== object || !liveness.isLive(symbol)) continue;
        const payload = this.#payloadOf(symbol);
        if (!payload) continue;
        const others = this.#symbolsOf.get(payload);
        if (others) others.push(symbol);
        else this.#symbolsOf.set(payload, [symbol]);
      }
    }
  }

  print(): string {
    for (const placed of this.#map.output.sections) this.#printSection(placed);
    return `${this.#lines.join('\n')}\n`;
  }

  #printSection({ section, fileOffset, contentOffset }: PlacedSection): void {
    const { code, data, plan } = this.#map.output;
    const name = sectionNames[section.id]!;
    const title = section.name === '' ? name : `${name}(${section.name})`;
    this.#line(-1, fileOffset, section.size + contentOffset - fileOffset, title);
    // wasm-ld counts what is in a section from the section's header.
    if (section === code) this.#printCode(code, fileOffset);
    else if (section === data) this.#printData(data, fileOffset);
    else if (section.id === 6) this.#printGlobals(plan.indices);
  }

  #printCode(code: CodeSection, sectionOffset: number): void {
    for (const func of code.functions) {
      const offset = sectionOffset + code.offsetOf(func);
      const size = code.sizeOf(func);
      this.#line(-1, offset, size, `${' '.repeat(8)}${functionText(func)}`);
      for (const symbol of this.#symbolsOf.get(func) ?? []) {
        this.#line(-1, offset, symbol.isDefined ? size : 0, this.#symbolText(symbol));
      }
    }
  }

  #printData(data: DataSection, sectionOffset: number): void {
    const offsets = new Map(data.written.map((written) => [written.segment, written]));
    for (const segment of this.#map.output.plan.segments.segments) {
      const written = offsets.get(segment);
      this.#line(segment.address, sectionOffset + (written?.offset ?? 0), segment.size, segment.name);
      for (const part of segment.parts) this.#printPart(part, segment.address, written, sectionOffset);
    }
  }

  #printPart(
    part: SegmentPart,
    segmentAddress: number,
    written: WrittenSegment | undefined,
    sectionOffset: number,
  ): void {
    const offset = written ? sectionOffset + written.offset + written.header.length + part.offset : 0;
    const { atom } = part;
    const text = atom
      ? `${fileName(atom.object)}:(${atom.object.segmentName(atom.index)})`
      : `<internal>:(${part.segmentName})`;
    this.#line(segmentAddress + part.offset, offset, part.size, `${' '.repeat(8)}${text}`);
    if (!atom) return;
    for (const symbol of this.#symbolsOf.get(atom) ?? []) {
      const address = this.#map.output.plan.relocator.addressOf(symbol);
      this.#line(address, offset + symbol.offset, symbol.size, this.#symbolText(symbol));
    }
  }

  #printGlobals({ globals, imports }: OutputIndices): void {
    globals.forEach((global, i) => {
      const name = 'object' in global ? global.object.globalName(global.index) : global.name;
      this.#line(imports.count('global') + i, 0, 0, `${' '.repeat(8)}${name}`);
    });
  }

  #line(address: number, offset: number, size: number, text: string): void {
    const first = address < 0 ? '       -' : hexadecimal(address);
    this.#lines.push(`${first} ${hexadecimal(offset)} ${hexadecimal(size)} ${text}`);
  }

  #symbolText({ name }: LinkSymbol): string {
    return `${' '.repeat(16)}${this.#printName(name)}`;
  }

  /** A function that stayed undefined is its stub. */
  #payloadOf(symbol: LinkSymbol): Atom | SyntheticFunction | undefined {
    const { kind, object, index } = symbol;
    const stub = symbol.stub?.synthetic;
    if (stub?.kind === 'function') return stub;
    if (!object || (kind !== 'function' && kind !== 'data')) return undefined;
    return this.#map.output.plan.liveness.atoms.find(object, kind, index);
  }
}

function functionText(func: OutputFunction): string {
  if (!('id' in func)) return `<internal>:(${func.name})`;
  const object: ObjectFile = func.object;
  return `${fileName(object)}:(${object.functionName(func.index)})`;
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(8);
}
