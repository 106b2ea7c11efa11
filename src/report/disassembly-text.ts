/**
 * Code and data as llvm-objdump prints them with `-d -s -r`: functions under their names as instructions, segments as bytes,
 * each relocation below the line that it is in. Offsets count from the start of the section, as relocations do.
 * Not here: reading instructions (`disassembly.ts`), tables (`inspection-text.ts`).
 */
import {
  decodeArchive,
  decodeModule,
  importCounts,
  isArchive,
  isObject,
  isWasm,
  SectionId,
  type WasmModule,
} from '../wasm/index.ts';
import { disassemble, hex } from './disassembly.ts';
import { type Colors, noColors } from './text-table.ts';
import { visible } from './visible.ts';

export function disassemblyText(name: string, bytes: Uint8Array, colors: Colors = noColors): string {
  if (!isArchive(bytes)) return moduleText(name, decodeModule(bytes), colors);
  const members = decodeArchive(bytes).members.flatMap(({ name: member, bytes: content }) =>
    content !== undefined && isWasm(content) ? [moduleText(`${name}(${member})`, decodeModule(content), colors)] : [],
  );
  return members.join('\n');
}

function moduleText(name: string, module: WasmModule, colors: Colors): string {
  const parts = [`${colors.bold(visible(name))}:\tfile format wasm`];
  const code = module.code.map((_, index) => functionText(module, index, colors));
  if (code.length > 0) parts.push(colors.bold('Disassembly of section CODE:'), ...code);
  const data = module.data.map((_, index) => segmentText(module, index, colors));
  if (data.length > 0) parts.push(colors.bold('Contents of section DATA:'), ...data);
  return `${parts.join('\n\n')}\n`;
}

function functionText(module: WasmModule, index: number, colors: Colors): string {
  const { offset, headerSize, bytes } = module.code[index]!;
  const name = functionName(module, index + importCounts(module.imports).function);
  const piece = { begin: offset + headerSize, bytes: bytes.subarray(headerSize) };
  const lines = codeLines(piece, { notes: notesIn(module, SectionId.Code), colors });
  return [`${address(offset)} ${colors.cyan(`<${visible(name)}>`)}:`, ...lines].join('\n');
}

function segmentText(module: WasmModule, index: number, colors: Colors): string {
  const { offset, bytes } = module.data[index]!;
  const own = isObject(module) ? module.linking.segments[index]?.name : undefined;
  const name = own ?? module.names?.dataSegments.find((named) => named.index === index)?.name ?? `segment ${index}`;
  const lines = dataLines({ begin: offset, bytes }, { notes: notesIn(module, SectionId.Data), colors });
  return [`${address(offset)} ${colors.cyan(`<${visible(name)}>`)}:`, ...lines].join('\n');
}

/** A stretch of a section's content. */
export interface Stretch {
  readonly begin: number;
  readonly bytes: Uint8Array;
}

/** What stands below the line that holds its offset, which counts as the stretch's do. */
export interface Note {
  readonly offset: number;
  readonly text: string;
}

export interface LineOptions {
  readonly notes: readonly Note[];
  readonly colors: Colors;
}

/** `addend` as objdump has it. */
export const relocationNote = (kind: string, target: string, addend: bigint | undefined): string =>
  `${kind}\t${visible(target)}${addend === undefined ? '' : addend < 0n ? addend : `+${addend}`}`;

export function codeLines({ begin, bytes }: Stretch, options: LineOptions): string[] {
  return disassemble(bytes).flatMap(({ offset, sizeBytes, text, depth }) => {
    const shown = hex(bytes.subarray(offset, offset + sizeBytes));
    const line = `${place(begin + offset)} ${shown.padEnd(bytesWidth)}\t${'  '.repeat(depth)}${text}`;
    return [line.trimEnd(), ...noteLines(begin + offset, sizeBytes, options)];
  });
}

export function dataLines({ begin, bytes }: Stretch, options: LineOptions): string[] {
  return Array.from({ length: Math.ceil(bytes.length / bytesALine) }, (_, row) => {
    const part = bytes.subarray(row * bytesALine, (row + 1) * bytesALine);
    const text = [...part].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    const at = begin + row * bytesALine;
    return [`${place(at)} ${hex(part).padEnd(3 * bytesALine)} ${text}`, ...noteLines(at, part.length, options)];
  }).flat();
}

const bytesWidth = 20;
const bytesALine = 16;

function noteLines(begin: number, sizeBytes: number, { notes, colors }: LineOptions): string[] {
  return notes
    .filter(({ offset }) => offset >= begin && offset < begin + sizeBytes)
    .map(({ offset, text }) => colors.yellow(`\t\t\t${address(offset)}:  ${text}`));
}

function notesIn(module: WasmModule, id: number): Note[] {
  const symbols = isObject(module) ? module.linking.symbols : [];
  const relocations = module.sections.find((section) => section.id === id)?.relocations ?? [];
  return [...relocations].map(({ kind, offset, index, addend }) => {
    const target = kind.target === 'type' ? `type ${index}` : (symbols[index]?.name ?? `${index}`);
    return { offset, text: relocationNote(kind.name, target, kind.hasAddend ? addend : undefined) };
  });
}

function functionName(module: WasmModule, index: number): string {
  const symbols = isObject(module) ? module.linking.symbols : [];
  const symbol = symbols.find((one) => one.kind === 'function' && one.index === index);
  return symbol?.name ?? module.names?.functions.find((named) => named.index === index)?.name ?? `function ${index}`;
}

export const address = (offset: number): string => offset.toString(16).padStart(8, '0');
const place = (offset: number): string => `${offset.toString(16).padStart(8)}:`;
