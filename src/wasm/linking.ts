/**
 * The `linking` section, version 2: symbol table, segment information, init functions, COMDAT groups (Linking.md).
 * Subsections are decoded in file order, as LLVM's reader does, so init functions must stand behind the symbols they name.
 * Subsections of other ids are stepped over.
 */
import { decodeComdats, encodeComdats } from './comdats.ts';
import { LinkingSubsection, linkingVersion } from './constants.ts';
import { maximumAlignLog2 } from './limits.ts';
import type { Comdat, InitFunction, LinkingSection, ObjectSymbol, SegmentInfo } from './model.ts';
import type { ByteReader } from './reader.ts';
import { decodeSymbols, encodeSymbols, type ModuleBeforeSymbols } from './symbols.ts';
import { ByteWriter, type LebSize } from './writer.ts';

/** A bit for each subsection that may be there once. */
const knownSubsections = Object.values(LinkingSubsection).reduce((bits, id) => bits | (1 << id), 0);

export function decodeLinking(reader: ByteReader, module: ModuleBeforeSymbols): LinkingSection {
  const version = reader.uleb32();
  if (version !== linkingVersion) {
    reader.fail(`unexpected metadata version: ${version} (Expected: ${linkingVersion})`, reader.begin);
  }
  let symbols: ObjectSymbol[] = [];
  let segments: SegmentInfo[] = [];
  const initFunctions: InitFunction[] = [];
  let comdats: Comdat[] = [];
  let seen = 0;
  while (!reader.atEnd) {
    const at = reader.position;
    const id = reader.u8();
    const subsection = reader.sized('linking sub-section');
    const bit = id < 32 ? (1 << id) & knownSubsections : 0;
    if ((seen & bit) !== 0) reader.fail(`linking sub-section ${id} is there twice`, at);
    seen |= bit;
    switch (id) {
      case LinkingSubsection.SymbolTable:
        symbols = decodeSymbols(subsection, module);
        break;
      case LinkingSubsection.SegmentInfo:
        segments = decodeSegments(subsection, module.dataPayloads.length);
        break;
      case LinkingSubsection.InitFunctions:
        decodeInitFunctions(subsection, symbols, initFunctions);
        break;
      case LinkingSubsection.ComdatInfo:
        comdats = decodeComdats(subsection, module);
        break;
      default:
        subsection.rest();
    }
    subsection.expectEnd('linking sub-section');
  }
  return { version, symbols, segments, initFunctions, comdats };
}

/** One entry a data segment: those that the file leaves out have no name, no alignment and no flags. */
function decodeSegments(reader: ByteReader, dataSegments: number): SegmentInfo[] {
  const at = reader.position;
  const count = reader.uleb32();
  if (count > dataSegments) reader.fail('too many segment names', at);
  if (count > 0) reader.takeEntries(dataSegments, 'segment names', at);
  const segments: SegmentInfo[] = [];
  for (let left = count; left > 0; left--) {
    segments.push({ name: reader.readName(), alignLog2: decodeAlignment(reader), flags: reader.uleb32() });
  }
  while (count > 0 && segments.length < dataSegments) segments.push({ name: '', alignLog2: 0, flags: 0 });
  return segments;
}

function decodeAlignment(reader: ByteReader): number {
  const at = reader.position;
  const alignLog2 = reader.uleb32();
  if (alignLog2 > maximumAlignLog2) reader.fail(`invalid segment alignment: 2^${alignLog2}`, at);
  return alignLog2;
}

function decodeInitFunctions(reader: ByteReader, symbols: readonly ObjectSymbol[], into: InitFunction[]): void {
  for (let left = reader.count(2, 'init functions'); left > 0; left--) {
    const priority = reader.uleb32();
    const at = reader.position;
    const symbolIndex = reader.uleb32();
    if (symbols[symbolIndex]?.kind !== 'function') reader.fail(`invalid function symbol: ${symbolIndex}`, at);
    into.push({ priority, symbolIndex });
  }
}

/**
 * The section's content. Subsections in LLVM's order, those with nothing in them left out; their sizes take `lebSize`
 * bytes (LLVM's MC layer: 5).
 */
export function encodeLinking(linking: LinkingSection, lebSize: LebSize = 0): Uint8Array {
  const writer = new ByteWriter();
  writer.uleb(linking.version);
  const part = (id: number, items: readonly unknown[], write: () => void): void => {
    if (items.length > 0) writer.section(id, lebSize, write);
  };
  part(LinkingSubsection.SymbolTable, linking.symbols, () => encodeSymbols(linking.symbols, writer));
  part(LinkingSubsection.SegmentInfo, linking.segments, () => encodeSegments(linking.segments, writer));
  part(LinkingSubsection.InitFunctions, linking.initFunctions, () => {
    writer.list(linking.initFunctions, ({ priority, symbolIndex }) => writer.uleb(priority).uleb(symbolIndex));
  });
  part(LinkingSubsection.ComdatInfo, linking.comdats, () => encodeComdats(linking.comdats, writer));
  return writer.finish();
}

function encodeSegments(segments: readonly SegmentInfo[], writer: ByteWriter): void {
  writer.list(segments, ({ name, alignLog2, flags }) => writer.name(name).uleb(alignLog2).uleb(flags));
}
