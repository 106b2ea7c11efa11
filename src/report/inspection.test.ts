import { describe, expect, it } from 'vitest';
import {
  encodeArchive,
  encodeModule,
  encodeObject,
  type ObjectSource,
  relocationKindNamed,
  SegmentFlag,
  SymbolFlag,
} from '../wasm/index.ts';
import { inspect } from './inspection.ts';
import { inspectionText } from './inspection-text.ts';
import { textTable } from './text-table.ts';

const i32 = 0x7f;

/** main (i32) -> (i32) calls the undefined `callee` and points into a segment. */
const source: ObjectSource = {
  types: [{ parameters: [i32], results: [i32] }],
  imports: [{ module: 'env', field: 'callee', kind: 'function', typeIndex: 0 }],
  functions: [0],
  bodies: [Uint8Array.from([0, 0x41, 0x80, 0x80, 0x80, 0x80, 0, 0x10, 0x80, 0x80, 0x80, 0x80, 0, 0x0b])],
  data: [
    {
      flags: 0,
      memoryIndex: 0,
      offsetExpression: { bytes: Uint8Array.of(0x41, 0, 0x0b), value: { kind: 'i32', value: 0 } },
      bytes: Uint8Array.of(1, 2, 3, 4),
    },
  ],
  linking: {
    symbols: [
      {
        kind: 'function',
        flags: SymbolFlag.BindingWeak | SymbolFlag.VisibilityHidden,
        name: 'main',
        index: 1,
        offset: 0,
        size: 0,
      },
      { kind: 'function', flags: SymbolFlag.Undefined, name: 'callee', index: 0, offset: 0, size: 0 },
      { kind: 'data', flags: SymbolFlag.BindingLocal, name: 'place', index: 0, offset: 1, size: 2 },
    ],
    segments: [{ name: '.data.place', alignLog2: 2, flags: SegmentFlag.Retain }],
    initFunctions: [],
    comdats: [{ name: 'group', flags: 0, members: [{ kind: 'data', index: 0 }] }],
  },
  relocations: [
    {
      of: 'code',
      entries: [
        { kind: relocationKindNamed('MEMORY_ADDR_SLEB')!, item: 0, offset: 2, index: 2, addend: -1n },
        { kind: relocationKindNamed('FUNCTION_INDEX_LEB')!, item: 0, offset: 8, index: 1, addend: 0n },
      ],
    },
  ],
};
const object = encodeObject(source);

describe('inspect', () => {
  it('names what an object numbers', () => {
    expect(inspect(object)).toMatchObject({
      kind: 'object',
      sizeBytes: object.length,
      imports: [{ name: 'env.callee', kind: 'function', type: '(i32) -> (i32)' }],
      symbols: [
        { name: 'main', kind: 'function', binding: 'weak', flags: ['hidden'], place: 'function 1 (i32) -> (i32)' },
        { name: 'callee', binding: 'strong', flags: [], place: 'undefined, import env.callee (i32) -> (i32)' },
        { name: 'place', binding: 'local', place: '.data.place+1, 2 bytes' },
      ],
      relocations: [
        { section: 'code', kind: 'R_WASM_MEMORY_ADDR_SLEB', target: 'place', addend: '-1' },
        { section: 'code', kind: 'R_WASM_FUNCTION_INDEX_LEB', target: 'callee', addend: '' },
      ],
      segments: [{ name: '.data.place', sizeBytes: 4, align: 4, flags: ['retain'] }],
      comdats: [{ name: 'group', members: ['.data.place'] }],
    });
  });

  it('reads modules without symbols, and archives with members that are something else', () => {
    const module = encodeModule({ types: [{ parameters: [], results: [] }] });
    expect(inspect(module)).toMatchObject({ kind: 'module', symbols: [], sections: [{ name: 'type' }] });
    const archive = encodeArchive({
      members: [
        { name: 'a.o', bytes: object },
        { name: 'note.txt', bytes: new TextEncoder().encode('hello') },
      ],
    });
    expect(inspect(archive)).toMatchObject({
      kind: 'archive',
      symbolTable: ['main'],
      members: [
        { name: 'a.o', module: { kind: 'object' } },
        { name: 'note.txt', sizeBytes: 5, problem: expect.stringMatching(/magic/) },
      ],
    });
  });

  it('serialises, and throws where the bytes are cut', () => {
    expect(() => JSON.stringify(inspect(object))).not.toThrow();
    expect(() => inspect(object.subarray(0, 60))).toThrow(/section too large/);
  });
});

describe('inspectionText', () => {
  it('has a table for all that is there, and none for what is not', () => {
    const text = inspectionText('a.o', inspect(object));
    expect(text).toMatch(/^a\.o: object, \d+ bytes\n/);
    expect(text).toMatch(/ +0 {2}function {2}weak +main +function 1 \(i32\) -> \(i32\) +hidden\n/);
    expect(text).toMatch(/ +code +\d+ {2}R_WASM_MEMORY_ADDR_SLEB +place +-1\n/);
    expect(text).not.toContain('init functions');
    expect(text).not.toMatch(/ \n/);
  });

  it('shows the members of an archive', () => {
    const text = inspectionText('lib.a', inspect(encodeArchive({ members: [{ name: 'a.o', bytes: object }] })));
    expect(text).toMatch(/^lib\.a: archive \(gnu\)/);
    expect(text).toContain('lib.a(a.o): object');
  });
});

describe('text for terminals', () => {
  it('aligns numbers to the right', () => {
    const table = textTable({
      head: ['a', 'n'],
      rows: [
        ['x', 5],
        ['yy', 100],
      ],
      right: [1],
    });
    expect(table.split('\n')).toEqual(['a     n', 'x     5', 'yy  100']);
  });
});
