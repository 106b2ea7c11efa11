/**
 * The instructions of one function as text, each with its place and its bytes: as wasmparser reads them. Where it cannot
 * go on, the rest is bytes.
 * In: local declarations and instructions, as they stand in a code section behind the size. Out: lines, without gaps.
 */
import { BinaryReader, type IOperatorInformation, OperatorCodeNames } from 'wasmparser';
import { ByteReader, ByteWriter, valueTypeName } from '../wasm/index.ts';

export interface Instruction {
  /** From the first byte of the local declarations. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly text: string;
  /** How many blocks it stands in. */
  readonly depth: number;
}

export function disassemble(body: Uint8Array): Instruction[] {
  const lines: Instruction[] = [];
  const end = () => (lines.at(-1) === undefined ? 0 : lines.at(-1)!.offset + lines.at(-1)!.sizeBytes);
  try {
    for (const line of readLines(body)) {
      if (isCut(lines.at(-1), body)) lines.push(joined(lines.pop()!, line, body));
      else lines.push(line);
    }
  } catch {
    // What the reader does not know is shown as bytes below.
  }
  if (end() < body.length) lines.push({ offset: end(), sizeBytes: body.length - end(), text: '…', depth: 0 });
  return lines;
}

/** wasmparser takes a table's index for one byte; what it makes of the others is one byte each. */
const isCut = (line: Instruction | undefined, body: Uint8Array): boolean =>
  line?.text.includes('call_indirect') === true && body[line.offset + line.sizeBytes - 1]! >= 0x80;

function joined(line: Instruction, rest: Instruction, body: Uint8Array): Instruction {
  const sizeBytes = line.sizeBytes + rest.sizeBytes;
  const whole = { ...line, sizeBytes };
  if (isCut(whole, body)) return whole;
  const reader = new ByteReader(body.subarray(line.offset + 1, line.offset + sizeBytes));
  const [type, table] = [reader.uleb32(), reader.uleb32()];
  return { ...whole, text: `${line.text.split(' ')[0]} ${type} ${table}` };
}

const stateCode = { beginBody: 28, endBody: 31, operator: 30, error: -1 };

function* readLines(body: Uint8Array): Generator<Instruction> {
  const prefix = new ByteWriter().raw(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)).u8(10);
  const content = new ByteWriter().uleb(1).uleb(body.length).raw(body).finish();
  const bytes = prefix.uleb(content.length).raw(content).finish();
  const begin = bytes.length - body.length;
  const reader = new BinaryReader();
  reader.setData(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let depth = 0;
  while (reader.read()) {
    const { state } = reader;
    if (state === stateCode.error || state === stateCode.endBody) return;
    const offset = reader.position - begin;
    if (state === stateCode.beginBody) {
      if (offset > 0) yield { offset: 0, sizeBytes: offset, text: localsText(reader.result), depth: 0 };
      at = offset;
    } else if (state === stateCode.operator) {
      const operator = reader.result as unknown as IOperatorInformation;
      const name = OperatorCodeNames[operator.code] ?? `0x${operator.code.toString(16)}`;
      if (/^(end|else|catch|catch_all|delegate)$/.test(name)) depth = Math.max(0, depth - 1);
      yield { offset: at, sizeBytes: offset - at, text: operatorText(name, operator), depth };
      if (/^(block|loop|if|else|try|try_table|catch|catch_all)$/.test(name)) depth++;
      at = offset;
    }
  }
}

function localsText(result: unknown): string {
  const { locals = [] } = result as { locals?: readonly { readonly count: number; readonly type: unknown }[] };
  return locals.length === 0
    ? '(no locals)'
    : `local ${locals.map(({ count, type }) => `${count} × ${typeText(type)}`).join(', ')}`;
}

/** Of a block or a local; a number below 0 is the code of a value type. */
function typeText(type: unknown): string {
  const kind = typeof type === 'object' && type !== null && 'kind' in type ? Number(type.kind) : Number(type);
  if (kind === -64) return '';
  return kind < 0 ? valueTypeName(kind & 0x7f) : `type ${kind}`;
}

function operatorText(name: string, operator: IOperatorInformation): string {
  const { memoryAddress, literal, brTable, blockType } = operator;
  const words = [name];
  if (blockType !== undefined) words.push(typeText(blockType));
  for (const field of indexFields) if (operator[field] !== undefined) words.push(String(operator[field]));
  if (brTable !== undefined) words.push(...brTable.map(String));
  if (memoryAddress !== undefined) {
    if (Number(memoryAddress.offset) !== 0) words.push(`offset=${memoryAddress.offset}`);
    words.push(`align=${2 ** memoryAddress.flags}`);
  }
  if (literal !== undefined) words.push(literal instanceof Uint8Array ? hex(literal) : String(literal));
  return words.filter((word) => word !== '').join(' ');
}

const indexFields = [
  'brDepth',
  'relativeDepth',
  'funcIndex',
  'typeIndex',
  'tableIndex',
  'localIndex',
  'globalIndex',
  'segmentIndex',
  'tagIndex',
  'destinationIndex',
] as const;

/** Two digits a byte, blanks between. */
export const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
