/** Symbols, segment information, init functions, COMDAT groups: what they decode to, and what is refused in whose words. */
import { describe, expect, test } from 'vitest';
import { i32Constant } from './constant-expressions.ts';
import { decodeObject } from './decode.ts';
import { DecodedModule } from './decoded-module.ts';
import { encodeObject } from './encode.ts';
import { decodeLinking } from './linking.ts';
import { type ComdatMemberKind, type ObjectSymbol, SymbolFlag, type SymbolKind } from './model.ts';
import type { LinkingSource, ObjectSource, SymbolSource } from './object-source.ts';
import { PayloadList } from './payloads.ts';
import { ByteReader } from './reader.ts';

const { BindingWeak, BindingLocal, Undefined, ExplicitName, Absolute, Tls } = SymbolFlag;
const globalType = { valueType: 0x7f, mutable: true };
const tableType = { elementType: 0x70, limits: { flags: 0, minimum: 0n } };

/** One import and one definition of each kind, two data segments of 4 bytes, one custom section. */
const base: Omit<ObjectSource, 'linking'> = {
  types: [{ parameters: [], results: [] }],
  imports: [
    { module: 'env', field: 'function_field', kind: 'function', typeIndex: 0 },
    { module: 'env', field: 'global_field', kind: 'global', global: globalType },
    { module: 'env', field: 'table_field', kind: 'table', table: tableType },
    { module: 'env', field: 'tag_field', kind: 'tag', typeIndex: 0 },
  ],
  functions: [0, 0],
  tables: [tableType],
  tags: [0],
  globals: [{ type: globalType, init: i32Constant(0) }],
  bodies: [Uint8Array.of(0, 0x0b), Uint8Array.of(0, 0x0b)],
  data: [
    { flags: 0, memoryIndex: 0, offsetExpression: i32Constant(0), bytes: new Uint8Array(4) },
    { flags: 1, memoryIndex: 0, bytes: new Uint8Array(4) },
  ],
  customs: [{ name: '.debug_info', content: new Uint8Array(8) }],
};

function symbol(kind: SymbolKind, flags: number, name: string, index = 0, offset = 0, size = 0): ObjectSymbol {
  return { kind, flags, name, index, offset, size };
}

function decode(linking: LinkingSource) {
  return decodeObject(encodeObject({ ...base, linking })).linking;
}

function refuse(linking: LinkingSource, message: string): void {
  expect(() => decode(linking)).toThrow(expect.objectContaining({ name: 'DecodeError', message }));
}

describe('symbols', () => {
  test.each([
    symbol('function', 0, 'defined', 1),
    symbol('function', BindingWeak, 'weak', 2),
    symbol('function', Undefined | ExplicitName, 'explicit', 0),
    symbol('function', Undefined | BindingWeak | ExplicitName, 'weak and explicit', 0),
    symbol('global', BindingLocal, 'defined', 1),
    symbol('table', 0, 'defined', 1),
    symbol('tag', BindingWeak, 'defined', 1),
    symbol('data', Tls, 'defined', 1, 2, 100),
    symbol('data', 0, 'at the end', 0, 4, 0),
    symbol('data', Undefined, 'undefined'),
    symbol('data', Absolute, 'absolute', 9, 2 ** 40, 8),
    symbol('function', Undefined, 'function_field', 0),
    symbol('global', Undefined, 'global_field', 0),
    symbol('table', Undefined, 'table_field', 0),
    symbol('tag', Undefined, 'tag_field', 0),
  ])('$kind $name comes back as it was', (wanted) => {
    expect(decode({ symbols: [wanted] }).symbols).toEqual([wanted]);
  });

  test('an undefined symbol without an explicit name has the name of its import', () => {
    const wanted = { ...symbol('function', Undefined, 'ignored', 0) };
    expect(decode({ symbols: [wanted] }).symbols[0]!.name).toBe('function_field');
  });

  test('a section symbol has the name of its section', () => {
    const of = (section: SymbolSource['section'] & {}): SymbolSource => ({
      ...symbol('section', BindingLocal, ''),
      section,
    });
    const { symbols } = decode({ symbols: [of({ custom: 0 }), of('code'), of('data'), of({ index: 0 })] });
    expect(symbols.map(({ name, index }) => [name, index])).toEqual([
      ['.debug_info', 8],
      ['', 6],
      ['', 7],
      ['', 0],
    ]);
  });

  test('local symbols may share a name', () => {
    const local = symbol('function', BindingLocal, 'f', 1);
    expect(decode({ symbols: [local, local, symbol('function', 0, 'f', 1)] }).symbols).toHaveLength(3);
  });

  test.each([
    ['invalid function symbol index', symbol('function', 0, 'f', 3)],
    ['invalid function symbol index', symbol('function', 0, 'defined, but an import', 0)],
    ['invalid function symbol index', symbol('function', Undefined, 'undefined, but not an import', 1)],
    ['invalid global symbol index', symbol('global', 0, 'g', 2)],
    ['invalid table symbol index', symbol('table', Undefined, 't', 1)],
    ['invalid tag symbol index', symbol('tag', 0, 't', 0)],
    ['undefined weak global symbol', symbol('global', Undefined | BindingWeak, 'g', 0)],
    ['undefined weak table symbol', symbol('table', Undefined | BindingWeak, 't', 0)],
    ['undefined weak global symbol', symbol('tag', Undefined | BindingWeak, 't', 0)],
    ['invalid data segment index: 2', symbol('data', 0, 'd', 2)],
    ['invalid data symbol offset: `d` (offset: 5 segment size: 4)', symbol('data', 0, 'd', 0, 5)],
    ['section symbols must have local binding', { ...symbol('section', 0, ''), section: 'code' } as const],
    ['invalid section symbol index: 99', symbol('section', BindingLocal, '', 99)],
  ])('%s', (message, wanted: SymbolSource) => refuse({ symbols: [wanted] }, message));

  test('duplicate names are refused', () => {
    refuse({ symbols: [symbol('function', 0, 'f', 1), symbol('data', BindingWeak, 'f')] }, 'duplicate symbol name f');
  });
});

describe('segment information', () => {
  const info = { name: '.data', alignLog2: 4, flags: 5 };
  test.each([
    ['one entry a segment', [info, { ...info, name: '.rodata' }], [info, { ...info, name: '.rodata' }]],
    ['segments left out are nameless', [info], [info, { name: '', alignLog2: 0, flags: 0 }]],
    ['none at all', [], []],
  ])('%s', (_, segments, expected) => expect(decode({ segments }).segments).toEqual(expected));

  test('more entries than segments are refused', () =>
    refuse({ segments: [info, info, info] }, 'too many segment names'));
  test('an alignment that no address can have is refused', () => {
    refuse({ segments: [{ ...info, alignLog2: 32 }, info] }, 'invalid segment alignment: 2^32');
  });
});

test.each([37, 38, 69])('sub-section %d is unknown, whatever is known of its last five bits', (unknown) => {
  const content = [2, unknown, 0, unknown, 0, unknown & 31, 1, 0];
  expect(decodeLinking(new ByteReader(Uint8Array.from(content)), new DecodedModule(new Uint8Array(0))).symbols).toEqual(
    [],
  );
});

describe('init functions', () => {
  const symbols = [symbol('data', Undefined, 'd'), symbol('function', 0, 'f', 1)];
  test('keep their order', () => {
    const initFunctions = [
      { priority: 65535, symbolIndex: 1 },
      { priority: 1, symbolIndex: 1 },
    ];
    expect(decode({ symbols, initFunctions }).initFunctions).toEqual(initFunctions);
  });
  test.each([0, 2])('refuse symbol %i', (symbolIndex) => {
    refuse({ symbols, initFunctions: [{ priority: 0, symbolIndex }] }, `invalid function symbol: ${symbolIndex}`);
  });
});

describe('COMDAT groups', () => {
  const group = (name: string, ...members: [ComdatMemberKind, number][]) => ({
    name,
    flags: 0,
    members: members.map(([kind, index]) => ({ kind, index })),
  });
  test('have data segments, functions and custom sections as members', () => {
    const comdats = [{ ...group('a', ['data', 1], ['function', 1]) }, group('b', ['section', 8], ['data', 0])];
    expect(decode({ comdats }).comdats).toEqual(comdats);
  });
  test('a member section is said by its place among the custom sections', () => {
    const comdats = [
      { name: 'c', flags: 0, members: [{ kind: 'section' as const, index: 0, section: { custom: 0 } }] },
    ];
    expect(decode({ comdats }).comdats[0]!.members).toEqual([{ kind: 'section', index: 8 }]);
  });
  test.each([
    ['bad/duplicate COMDAT name ', [group('')]],
    ['bad/duplicate COMDAT name a', [group('a'), group('a')]],
    ['unsupported COMDAT flags', [{ ...group('a'), flags: 1 }]],
    ['invalid COMDAT entry type', [group('a', ['global', 1])]],
    ['COMDAT data index out of range', [group('a', ['data', 2])]],
    ['data segment in two COMDATs', [group('a', ['data', 1]), group('b', ['data', 1])]],
    ['COMDAT function index out of range', [group('a', ['function', 3])]],
    ['COMDAT function index out of range', [group('an import', ['function', 0])]],
    ['function in two COMDATs', [group('a', ['function', 1], ['function', 1])]],
    ['COMDAT section index out of range', [group('a', ['section', 9])]],
    ['non-custom section in a COMDAT', [group('a', ['section', 0])]],
  ])('%s', (message, comdats) => refuse({ comdats }, message));
});

test('a version other than 2 is refused', () => {
  refuse({ version: 1 }, 'unexpected metadata version: 1 (Expected: 2)');
});

describe('subsections', () => {
  const empty = new DecodedModule(new Uint8Array(0));
  const read = (...bytes: number[]) => decodeLinking(new ByteReader(Uint8Array.from([2, ...bytes])), empty);

  test('that describe no segment leave all without a description, and one that describes some has one for each', () => {
    const dataPayloads = new PayloadList(new ByteReader(new Uint8Array(0)), 2);
    const segments = (...bytes: number[]) =>
      decodeLinking(new ByteReader(Uint8Array.from([2, 5, bytes.length, ...bytes])), { ...empty, dataPayloads })
        .segments;
    expect(segments(0)).toEqual([]);
    expect(segments(1, 1, 0x61, 3, 1)).toEqual([
      { name: 'a', alignLog2: 3, flags: 1 },
      { name: '', alignLog2: 0, flags: 0 },
    ]);
  });

  test('of unknown ids are stepped over, however many there are', () => {
    expect(read(99, 1, 7, 99, 0)).toEqual({ version: 2, symbols: [], segments: [], initFunctions: [], comdats: [] });
  });

  test.each([
    ['linking sub-section 8 is there twice', [8, 1, 0, 8, 1, 0]],
    ['invalid function symbol: 0', [6, 3, 1, 0, 0]],
    ['linking sub-section ended prematurely', [8, 2, 0, 0]],
    ['linking sub-section ended prematurely', [8, 5, 0]],
    ['invalid symbol type: 6', [8, 4, 1, 6, 0, 0]],
    ['too many symbols: 2 in 3 bytes', [8, 4, 2, 1, 16, 0]],
  ])('%s: %j', (message, bytes) => {
    expect(() => read(...bytes)).toThrow(expect.objectContaining({ name: 'DecodeError', message }));
  });
});
