/**
 * An object as a module of its own, with every index moved by its relocations and by nothing else: in front of each index
 * space stand as many strangers as it has entries, of a type that nothing uses. What was no site still holds its old index,
 * which is a stranger's now; a site of the wrong kind gets an index of the wrong space. So the module is valid only when the
 * object's code is well typed and its relocations say all there is to say, and a linker can be asked for a valid output.
 * Start function, exports, elements and data are left out, as a linker makes its own: code that needs them is not valid here.
 */
import {
  encodeModule,
  type FunctionType,
  type Import,
  type ImportDescription,
  type RelocationKind,
  type WasmObject,
  writePaddedSleb32,
  writePaddedSleb64,
  writePaddedUleb32,
  writePaddedUleb64,
  writeU32,
  writeU64,
} from '../src/wasm/index.ts';

/** Undefined when it cannot be moved so. `filler` stands where an address, a table slot or an offset will be. */
export function movedObject(object: WasmObject, filler: number): Uint8Array | undefined {
  const shift = shiftsOf(object);
  const bodies = movedBodies(object, shift, filler);
  if (bodies === undefined || object.globals.some(({ init }) => !isConstant.has(init.value.kind))) return undefined;
  return encodeModule({
    types: [...repeated(stranger, shift.type), ...object.types],
    imports: [...strangers(shift), ...object.imports.map((entry) => movedImport(entry, shift))],
    functions: object.functions.map((index) => index + shift.type),
    tables: object.tables,
    memories: object.memories,
    tags: object.tags.map((index) => index + shift.type),
    globals: object.globals,
    bodies,
  });
}

const isConstant: ReadonlySet<string> = new Set(['i32', 'i64', 'f32', 'f64', 'ref-null']);

/** How many strangers each index space gets. */
interface Shift {
  readonly type: number;
  readonly function: number;
  readonly table: number;
  readonly global: number;
  readonly tag: number;
}

function shiftsOf({ types, imports, functions, tables, globals, tags }: WasmObject): Shift {
  const imported = (wanted: Import['kind']) => imports.filter(({ kind }) => kind === wanted).length;
  return {
    type: 1 + types.length,
    function: 1 + imported('function') + functions.length,
    table: 1 + imported('table') + tables.length,
    global: 1 + imported('global') + globals.length,
    tag: 1 + imported('tag') + tags.length,
  };
}

const [i64, f32, f64, v128, externref] = [0x7e, 0x7d, 0x7c, 0x7b, 0x6f];
const stranger: FunctionType = { parameters: [v128, f32, i64, f64, externref], results: [] };

const repeated = <Item>(item: Item, count: number): Item[] => Array.from({ length: count }, () => item);

function strangers(shift: Shift): Import[] {
  const table = { elementType: externref, limits: { flags: 0, minimum: 0n } };
  const descriptions: readonly ImportDescription[] = [
    ...repeated({ kind: 'function', typeIndex: 0 } as const, shift.function),
    ...repeated({ kind: 'table', table } as const, shift.table),
    ...repeated({ kind: 'global', global: { valueType: v128, mutable: false } } as const, shift.global),
    ...repeated({ kind: 'tag', typeIndex: 0 } as const, shift.tag),
  ];
  return descriptions.map((description) => ({ module: 'stranger', field: '', ...description }));
}

function movedImport(entry: Import, shift: Shift): Import {
  return entry.kind === 'function' || entry.kind === 'tag'
    ? { ...entry, typeIndex: entry.typeIndex + shift.type }
    : entry;
}

/** Undefined when a relocation lies outside of the bodies, or asks for what only a linker makes. */
function movedBodies(object: WasmObject, shift: Shift, filler: number): Uint8Array[] | undefined {
  const { code, sections } = object;
  const bodies = code.map(({ bytes, headerSize }) => bytes.slice(headerSize));
  const relocations = sections.find(({ id }) => id === codeSectionId)?.relocations;
  let at = 0;
  for (let i = 0; i < (relocations?.length ?? 0); i++) {
    const offset = relocations!.offsets[i]!;
    while (at < code.length && code[at]!.offset + code[at]!.bytes.length <= offset) at++;
    const kind = relocations!.kind(i);
    const value = siteValue(kind, relocations!.indices[i]!, { object, shift, filler });
    const begin = offset - (code[at]?.offset ?? 0) - (code[at]?.headerSize ?? 0);
    if (value === undefined || bodies[at] === undefined || begin < 0) return undefined;
    if (begin + kind.width > bodies[at]!.length || !isOperand(kind, bodies[at]![begin - 1])) return undefined;
    writers[kind.encoding](bodies[at]!, begin, value);
  }
  return bodies;
}

/** Where broken code is not an instruction with an index, whatever stands at the site may be valid by chance. */
const isOperand = ({ value }: RelocationKind, opcode = 0): boolean => opcodesBefore[value]?.includes(opcode) ?? true;

/** `call`, `return_call`, `ref.func`; `global.get`, `global.set`; blocks, `call_indirect`, `return_call_indirect`. */
const opcodesBefore: Readonly<Partial<Record<RelocationKind['value'], readonly number[]>>> = {
  'function-index': [0x10, 0x12, 0xd2],
  'global-index': [0x23, 0x24],
  'type-index': [0x02, 0x03, 0x04, 0x06, 0x11, 0x13, 0x1f],
};

const codeSectionId = 10;

const writers: Readonly<Record<RelocationKind['encoding'], (bytes: Uint8Array, at: number, value: number) => void>> = {
  uleb32: writePaddedUleb32,
  sleb32: writePaddedSleb32,
  uleb64: writePaddedUleb64,
  sleb64: writePaddedSleb64,
  i32: writeU32,
  i64: writeU64,
};

interface Move {
  readonly object: WasmObject;
  readonly shift: Shift;
  readonly filler: number;
}

/** Undefined of a GOT entry, which only a linker makes, and of a symbol of another kind than the relocation asks for. */
function siteValue(
  { value, target }: RelocationKind,
  index: number,
  { object, shift, filler }: Move,
): number | undefined {
  if (value === 'type-index') return index + shift.type;
  const space = spaceOf[value];
  if (space === undefined) return filler;
  const symbol = object.linking.symbols[index];
  return symbol?.kind === target ? symbol.index + shift[space] : undefined;
}

/** Relocations whose value is an index that code is checked with. */
const spaceOf: Readonly<Partial<Record<RelocationKind['value'], keyof Shift>>> = {
  'function-index': 'function',
  'global-index': 'global',
  'tag-index': 'tag',
  'table-index': 'table',
};
