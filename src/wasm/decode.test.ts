import { describe, expect, test } from 'vitest';
import { i32Constant } from './constant-expressions.ts';
import { externalKinds, SectionId } from './constants.ts';
import { decodeModule, decodeObject, isObject, isWasm } from './decode.ts';
import { encodeModule } from './encode.ts';
import { encodeNames } from './name-section.ts';
import type { ModuleSource } from './object-source.ts';
import { DecodeError } from './reader.ts';
import { ByteWriter } from './writer.ts';

type Part = (writer: ByteWriter) => void;

const section =
  (id: number, ...bytes: number[]): Part =>
  (writer) =>
    writer.section(id, 0, (w) => w.raw(Uint8Array.from(bytes)));
const custom =
  (name: string, ...bytes: number[]): Part =>
  (writer) =>
    writer.customSection(name, 0, (w) => w.raw(Uint8Array.from(bytes)));

function file(...parts: Part[]): Uint8Array {
  const writer = new ByteWriter().text('\0asm').u32(1);
  for (const part of parts) part(writer);
  return writer.finish();
}

/** The message with which a file is refused, or "accepted". */
function verdict(bytes: Uint8Array): string {
  try {
    decodeModule(bytes);
    return 'accepted';
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

const end = 0x0b;
const voidType = section(SectionId.Type, 1, 0x60, 0, 0);
const oneFunction = section(SectionId.Function, 1, 0);
const oneBody = section(SectionId.Code, 1, 2, 0, end);
const oneTable = section(SectionId.Table, 1, 0x70, 0, 1);
/** Relocations of a section, in two sections that do not ascend together. */
const descending = (sectionIndex: number): Part[] =>
  [1, 0].map((offset) => custom('reloc.x', sectionIndex, 1, 6, offset, 0));
const oneSegment = section(SectionId.Data, 1, 0, 0x41, 0, end, 1, 7);

describe('the header', () => {
  test.each([
    ['nothing', [], 'invalid magic number'],
    ['three bytes', [0, 0x61, 0x73], 'invalid magic number'],
    ['another magic number', [0x7f, 0x45, 0x4c, 0x46, 1, 0, 0, 0], 'invalid magic number'],
    ['only a magic number', [0, 0x61, 0x73, 0x6d], 'missing version number'],
    ['no version', [0, 0x61, 0x73, 0x6d, 1, 0], 'missing version number'],
    ['a component', [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0], 'invalid version number: 65549'],
    ['only a header', [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], 'accepted'],
  ])('%s', (_, bytes, message) => expect(verdict(Uint8Array.from(bytes))).toBe(message));

  test('isWasm looks at the first four bytes only', () => {
    expect(isWasm(Uint8Array.of(0, 0x61, 0x73, 0x6d))).toBe(true);
    expect(isWasm(Uint8Array.of(0, 0x61, 0x73))).toBe(false);
    for (const at of [0, 1, 2, 3]) expect(isWasm(Uint8Array.of(0, 0x61, 0x73, 0x6d).with(at, 1))).toBe(false);
    expect(isWasm(new TextEncoder().encode('!<arch>\n'))).toBe(false);
  });
});

describe('sections', () => {
  test.each([
    ['size 0', file((w) => w.u8(1).u8(0)), 'zero length section'],
    ['size beyond the file', file((w) => w.u8(1).u8(2).u8(0)), 'section too large'],
    ['unknown id', file(section(14, 0)), 'invalid section type: 14'],
    ['twice the same', file(voidType, voidType), 'out of order section type: 1'],
    ['wrong order', file(section(SectionId.Import, 0), voidType), 'out of order section type: 1'],
    ['linking before data', file(custom('linking', 2), oneSegment), 'out of order section type: 11'],
    ['name before linking', file(custom('name'), custom('linking', 2)), 'out of order section type: 0'],
    [
      'features before producers',
      file(custom('target_features', 0), custom('producers', 0)),
      'out of order section type: 0',
    ],
    ['dylink.0 behind types', file(voidType, custom('dylink.0')), 'out of order section type: 0'],
    ['unknown custom sections anywhere', file(custom('a', 1), voidType, custom('a', 2), custom('a')), 'accepted'],
    ['functions without code', file(voidType, oneFunction), 'invalid function count'],
    [
      'a data count without data',
      file(section(SectionId.DataCount, 1)),
      'number of data segments does not match DataCount section',
    ],
    [
      'a data count that is not the count',
      file(section(SectionId.DataCount, 2), oneSegment),
      'number of data segments does not match DataCount section',
    ],
    ['a data count and more', file(section(SectionId.DataCount, 0, 0)), 'data count section ended prematurely'],
  ])('%s', (_, bytes, message) => expect(verdict(bytes)).toBe(message));
});

/** Imports one of each kind, and defines two. */
const three: ModuleSource = {
  types: [{ parameters: [], results: [] }],
  imports: [
    { module: 'm', field: 'f', kind: 'function', typeIndex: 0 },
    { module: 'm', field: 't', kind: 'table', table: { elementType: 0x70, limits: { flags: 0, minimum: 0n } } },
    { module: 'm', field: 'm', kind: 'memory', memory: { flags: 0, minimum: 0n } },
    { module: 'm', field: 'g', kind: 'global', global: { valueType: 0x7f, mutable: false } },
    { module: 'm', field: 'e', kind: 'tag', typeIndex: 0 },
  ],
  functions: [0, 0],
  tables: new Array(2).fill({ elementType: 0x70, limits: { flags: 0, minimum: 0n } }),
  memories: new Array(2).fill({ flags: 0, minimum: 0n }),
  globals: new Array(2).fill({ type: { valueType: 0x7f, mutable: false }, init: i32Constant(0) }),
  tags: [0, 0],
  bodies: new Array(2).fill(Uint8Array.of(0, end)),
  data: new Array(3).fill({ flags: 1, memoryIndex: 0, bytes: new Uint8Array(0) }),
};

describe('an index counts imports and definitions', () => {
  test.each(externalKinds)('in an export of a %s', (kind) => {
    const exporting = (index: number) => verdict(encodeModule({ ...three, exports: [{ name: 'x', kind, index }] }));
    expect([exporting(2), exporting(3)]).toEqual(['accepted', `invalid ${kind} export`]);
  });

  test.each([
    ['functions', 'invalid function name entry'],
    ['globals', 'invalid global name entry'],
    ['dataSegments', 'invalid data segment name entry'],
  ])('in the names of %s', (field, message) => {
    const naming = (index: number) => {
      const names = { functions: [], globals: [], dataSegments: [], others: [], [field]: [{ index, name: 'x' }] };
      return verdict(encodeModule({ ...three, customs: [{ name: 'name', content: encodeNames(names) }] }));
    };
    expect([naming(2), naming(3)]).toEqual(['accepted', message]);
  });
});

test('the older dylink section is read as the newer one', () => {
  const { dylink } = decodeModule(file(custom('dylink', 1, 2, 3, 4, 1, 1, 0x61)));
  const sizes = { memorySize: 1, memoryAlignLog2: 2, tableSize: 3, tableAlignLog2: 4 };
  expect(dylink).toEqual({ ...sizes, needed: ['a'], exportInfo: [], importInfo: [], runtimePath: [] });
});

describe('core sections', () => {
  test.each([
    ['a type of no known form', [section(1, 1, 0x61, 0, 0)], 'bad form'],
    ['a struct type', [section(1, 1, 0x5f, 0, 0)], 'only function types are supported, found type form 0x5f'],
    ['a recursive group', [section(1, 1, 0x4e, 0, 0)], 'only function types are supported, found type form 0x4e'],
    ['a value type of the GC proposal', [section(1, 1, 0x60, 1, 0x63, 0x70, 0)], 'unsupported value type 0x63'],
    ['more bytes than types', [section(1, 1, 0x60, 0, 0, 0)], 'type section ended prematurely'],
    ['more types than bytes', [section(1, 3, 0x60, 0, 0)], 'too many types: 3 in 3 bytes'],
    ['an import of no known kind', [section(2, 1, 0, 0, 5, 0)], 'unexpected import kind'],
    ['an imported function of no type', [section(2, 1, 0, 0, 0, 0)], 'invalid function type'],
    ['an imported tag of no type', [section(2, 1, 0, 0, 4, 0, 0)], 'invalid tag type'],
    ['an imported tag with an attribute', [voidType, section(2, 1, 0, 0, 4, 1, 0)], 'invalid attribute'],
    ['an imported table of integers', [section(2, 1, 0, 0, 1, 0x7f, 0, 0)], 'invalid table element type'],
    [
      'an imported global that is not mutable nor const',
      [section(2, 1, 0, 0, 3, 0x7f, 2)],
      'LEB is outside Varuint1 range',
    ],
    ['a function of no type', [section(3, 1, 0)], 'invalid function type'],
    ['a table of integers', [section(4, 1, 0x7f, 0, 0)], 'invalid table element type'],
    ['limits with unknown flags', [section(5, 1, 16, 0)], 'invalid limits flags: 16'],
    ['limits with all flags', [section(5, 1, 15, 0, 1, 0)], 'accepted'],
    ['a tag of no type', [section(13, 1, 0, 0)], 'invalid tag type'],
    ['a global with a call', [section(6, 1, 0x7f, 0, 0x10, 0, end)], 'invalid opcode in init_expr: 16'],
    ['a global without an end', [section(6, 1, 0x7f, 0, 0x41, 0)], 'EOF while reading uint8'],
    ['an export of no known kind', [section(7, 1, 0, 5, 0)], 'unexpected export kind'],
    ['an export of a function that is not there', [section(7, 1, 0, 0, 0)], 'invalid function export'],
    ['an export of a memory that is not there', [section(7, 1, 0, 2, 0)], 'invalid memory export'],
    ['a start function that is not there', [section(8, 0)], 'invalid start function'],
    ['an element segment with flags 8', [oneTable, section(9, 1, 8, 0, 0)], 'Unsupported flags for element segment'],
    ['an element segment of no table', [section(9, 1, 0, 0x41, 0, end, 0)], 'invalid TableNumber'],
    ['an element segment of a kind that is not functions', [section(9, 1, 1, 1, 0)], 'invalid elem type'],
    ['a declarative element segment and no table', [section(9, 1, 3, 0, 0)], 'accepted'],
    ['fewer bodies than functions', [voidType, oneFunction, section(10, 0)], 'invalid function count'],
    ['a body beyond the section', [voidType, oneFunction, section(10, 1, 3, 0, end)], 'Function extends beyond buffer'],
    [
      'locals beyond the body',
      [voidType, section(3, 2, 0, 0), section(10, 2, 1, 1, 1, 0x7f, 1, 0)],
      'Function extends beyond buffer',
    ],
    [
      'bytes behind the last body',
      [voidType, oneFunction, section(10, 1, 2, 0, end, 0)],
      'code section ended prematurely',
    ],
    ['a data segment beyond the section', [section(11, 1, 0, 0x41, 0, end, 2, 7)], 'invalid segment size'],
    ['a data segment with flags 3', [section(11, 1, 3, 0, 0)], 'invalid data segment flags: 3'],
    ['a passive data segment', [section(11, 1, 1, 1, 7)], 'accepted'],
  ])('%s', (_, parts, message) => expect(verdict(file(...parts))).toBe(message));

  test('bodies and payloads are views with their places in their sections', () => {
    const bytes = file(voidType, oneFunction, oneBody, oneSegment);
    const { code, data, sections } = decodeModule(bytes);
    expect(sections[0]).not.toHaveProperty('name');
    expect(code).toEqual([{ offset: 1, headerSize: 1, bytes: Uint8Array.of(2, 0, end) }]);
    expect(data[0]).toMatchObject({ flags: 0, memoryIndex: 0, offset: 6, bytes: Uint8Array.of(7) });
    expect(code[0]!.bytes.buffer).toBe(bytes.buffer);
    expect(sections[3]!.content[data[0]!.offset]).toBe(7);
  });

  test('a module without sections has nothing', () => {
    const none = { types: [], imports: [], functions: [], tables: [], memories: [], tags: [], globals: [] };
    expect(decodeModule(file())).toMatchObject({
      ...none,
      exports: [],
      elements: [],
      code: [],
      data: [],
      sections: [],
    });
  });

  test.each([
    ['type', [section(SectionId.Type, 1, 0x60)], 10],
    ['linking', [custom('linking')], 18],
    ['data', [section(SectionId.DataCount, 2), oneSegment], 13],
    ['data', [section(SectionId.DataCount, 2)], 11],
    ['code', [voidType, oneFunction, section(SectionId.Code, 1, 6, 0, 1, 1, 1, 1, end), ...descending(2)], 18],
    ['a', [voidType, custom('a', 0, 0, 0, 0, 0, 0), ...descending(1)], 14],
  ])('an error in the section %s names it, and the place in the file', (name, parts, fileOffset) => {
    try {
      decodeModule(file(...parts));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ section: name, fileOffset });
    }
  });

  test('a section knows where it stands and how its size is written', () => {
    const bytes = file(voidType, (w) => w.section(0, 5, () => w.name('x').u8(1)));
    expect(decodeModule(bytes).sections[1]).toMatchObject({
      index: 1,
      id: 0,
      name: 'x',
      fileOffset: 14,
      contentFileOffset: 22,
      content: Uint8Array.of(1),
      sizeLebSize: 5,
    });
  });
});

describe('objects', () => {
  test('a module without a linking section is no object', () => {
    expect(isObject(decodeModule(file()))).toBe(false);
    expect(() => decodeObject(file())).toThrow('not a relocatable object: the module has no linking section');
  });

  test('a linking section makes an object, also an empty one', () => {
    const module = decodeModule(file(custom('linking', 2)));
    expect(isObject(module)).toBe(true);
    expect(decodeObject(file(custom('linking', 2))).linking).toEqual({
      version: 2,
      symbols: [],
      segments: [],
      initFunctions: [],
      comdats: [],
    });
  });
});
