/**
 * Encode and decode undo each other: on a rich sample, on random sources, and on what clang 19 writes when it is here.
 * And no prefix and no corruption of an object is anything but a module or a DecodeError.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { functionReference, globalValue, i32Constant, i64Constant, nullReference } from './constant-expressions.ts';
import { decodeModule, decodeObject } from './decode.ts';
import { encodeDylink } from './dylink.ts';
import { encodeModule, encodeObject } from './encode.ts';
import { type ObjectSymbol, SymbolFlag, type SymbolKind } from './model.ts';
import { encodeNames } from './name-section.ts';
import type { ObjectSource, RelocationAt } from './object-source.ts';
import { encodeProducers } from './producers.ts';
import { DecodeError } from './reader.ts';
import { relocationKinds } from './relocation-kinds.ts';
import { encodeTargetFeatures } from './target-features.ts';
import { toSource } from './to-source.ts';

const { BindingLocal, BindingWeak, ExplicitName, Undefined } = SymbolFlag;
const funcref = 0x70;
const table = { elementType: funcref, limits: { flags: 1, minimum: 0n, maximum: 9n } };
const memory = { flags: 7, minimum: 1n, maximum: 2n ** 40n };
const end = 0x0b;

function symbol(kind: SymbolKind, flags: number, name: string, index = 0, offset = 0, size = 0): ObjectSymbol {
  return { kind, flags, name, index, offset, size };
}

/** Where a section of that name stands in a file; its first type, for the form of one. */
const place = (bytes: string, name: string): number =>
  bytes.indexOf(name === '`' ? name : `${String.fromCharCode(name.length)}${name}`);

/** Something of everything. */
const sample: ObjectSource = {
  types: [
    { parameters: [0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f, 0x69], results: [] },
    { parameters: [], results: [0x7f, 0x7f] },
  ],
  imports: [
    { module: 'env', field: '__linear_memory', kind: 'memory', memory },
    { module: 'env', field: 'imported', kind: 'function', typeIndex: 1 },
    { module: 'env', field: '__stack_pointer', kind: 'global', global: { valueType: 0x7f, mutable: true } },
    { module: 'env', field: '__indirect_function_table', kind: 'table', table },
    { module: 'env', field: '__cpp_exception', kind: 'tag', typeIndex: 0 },
  ],
  functions: [1, 1],
  tables: [{ elementType: 0x6f, limits: { flags: 0, minimum: 1n } }],
  memories: [{ flags: 8, minimum: 1n, pageSizeLog2: 16 }],
  tags: [0],
  globals: [
    { type: { valueType: 0x7e, mutable: false }, init: i64Constant(-(2n ** 63n)) },
    { type: { valueType: funcref, mutable: false }, init: nullReference(funcref) },
    {
      type: { valueType: 0x7d, mutable: false },
      init: { bytes: Uint8Array.of(0x43, 0, 0, 0, 0, end), value: { kind: 'f32' } },
    },
    {
      type: { valueType: 0x7f, mutable: false },
      init: { bytes: Uint8Array.of(0x23, 0, 0x41, 4, 0x6a, end), value: { kind: 'extended' } },
    },
  ],
  exports: [
    { name: 'f', kind: 'function', index: 1 },
    { name: 'm', kind: 'memory', index: 1 },
  ],
  start: 2,
  elements: [
    { flags: 0, tableIndex: 0, offset: i32Constant(1), elementType: funcref, functions: [1, 2], expressions: [] },
    { flags: 1, tableIndex: 0, elementType: funcref, functions: [0], expressions: [] },
    { flags: 2, tableIndex: 1, offset: globalValue(0), elementType: funcref, functions: [], expressions: [] },
    { flags: 3, tableIndex: 0, elementType: funcref, functions: [2], expressions: [] },
    {
      flags: 4,
      tableIndex: 0,
      offset: i32Constant(0),
      elementType: funcref,
      functions: [],
      expressions: [functionReference(1)],
    },
    { flags: 7, tableIndex: 0, elementType: 0x6f, functions: [], expressions: [nullReference(0x6f)] },
  ],
  dataCount: 3,
  bodies: [Uint8Array.of(1, 2, 0x7f, 0x10, 0x80, 0x80, 0x80, 0x80, 0, end), new Uint8Array(200).fill(end, 1)],
  bodyLebSizes: [5, 2],
  data: [
    { flags: 0, memoryIndex: 0, offsetExpression: i32Constant(0), bytes: new Uint8Array(16).fill(1) },
    { flags: 1, memoryIndex: 0, bytes: new Uint8Array(8) },
    { flags: 2, memoryIndex: 1, offsetExpression: i32Constant(-1), bytes: new Uint8Array(0) },
  ],
  customs: [
    { name: '.debug_info', content: new Uint8Array(12) },
    {
      name: 'name',
      content: encodeNames({
        moduleName: 'm',
        functions: [{ index: 0, name: 'imported' }],
        globals: [],
        dataSegments: [],
        others: [],
      }),
    },
    { name: 'producers', content: encodeProducers([{ name: 'sdk', values: [{ name: 'a', version: '1' }] }]) },
    { name: 'target_features', content: encodeTargetFeatures([{ prefix: '+', name: 'atomics' }]) },
  ],
  linking: {
    symbols: [
      symbol('function', 0, 'f', 1),
      symbol('function', Undefined | BindingWeak, 'imported', 0),
      symbol('function', Undefined | ExplicitName, 'another name', 0),
      symbol('data', BindingLocal, '.L.str', 0, 4, 8),
      symbol('data', Undefined, 'elsewhere'),
      symbol('global', Undefined, '__stack_pointer', 0),
      symbol('table', Undefined, '__indirect_function_table', 0),
      symbol('tag', Undefined, '__cpp_exception', 0),
      { ...symbol('section', BindingLocal, '.debug_info'), section: { custom: 0 } },
    ],
    segments: ['.data', '.rodata', '.bss'].map((name, i) => ({ name, alignLog2: i, flags: i })),
    initFunctions: [{ priority: 101, symbolIndex: 0 }],
    comdats: [
      {
        name: 'group',
        flags: 0,
        members: [
          { kind: 'function', index: 2 },
          { kind: 'data', index: 1 },
          { kind: 'section', index: 0, section: { custom: 0 } },
        ],
      },
    ],
  },
  relocations: [
    {
      of: 'code',
      entries: [
        { kind: relocationKinds[0]!, item: 0, offset: 4, index: 0, addend: 0n },
        { kind: relocationKinds[4]!, item: 1, offset: 100, index: 3, addend: -4n },
      ],
    },
    { of: 'data', entries: [{ kind: relocationKinds[5]!, item: 0, offset: 8, index: 4, addend: 2n ** 31n - 1n }] },
    {
      of: { custom: 0 },
      entries: [
        { kind: relocationKinds[9]!, offset: 0, index: 8, addend: 4n },
        { kind: relocationKinds[8]!, offset: 8, index: 1, addend: 0n },
      ],
    },
  ],
};

const sampleBytes = encodeObject(sample);

describe('the sample', () => {
  test('decodes to what it was made from', () => {
    const object = decodeObject(sampleBytes);
    const { types, imports, functions, tables, memories, tags, globals, exports, start, elements, dataCount } = sample;
    expect(object).toMatchObject({
      types,
      imports,
      functions,
      tables,
      memories,
      tags,
      globals,
      exports,
      start,
      elements,
      dataCount,
    });
    expect(object.code.map(({ bytes, headerSize }) => [headerSize, bytes.slice(headerSize)])).toEqual([
      [5, sample.bodies![0]],
      [2, sample.bodies![1]],
    ]);
    expect(object.data).toMatchObject(sample.data!);
    expect(object.linking.segments).toEqual(sample.linking.segments);
    expect(object.targetFeatures).toEqual([{ prefix: '+', name: 'atomics' }]);
    expect(object.sections.map(({ relocations }) => relocations.length).filter((length) => length > 0)).toEqual([
      2, 1, 2,
    ]);
  });

  test('comes back byte for byte, also with other sizes of sizes', () => {
    for (const sizeLebSize of [0, 3, 5]) {
      const bytes = encodeObject(sample, { sizeLebSize });
      expect(encodeObject(decodeObject(bytes))).toEqual(bytes);
    }
    expect(encodeModule({ types: sample.types! })).toHaveLength(8 + 2 + 1 + 11 + 5);
  });

  test('its source names what is in it by place, not by offset or index', () => {
    const source = toSource(decodeObject(sampleBytes));
    expect(source.relocations).toMatchObject(sample.relocations!);
    expect(source.linking.subsectionLebSize).toBe(5);
    const positions = (list: readonly object[]) => list.map((one) => ('section' in one ? one.section : undefined));
    const none = undefined;
    expect(positions(source.linking.symbols!)).toEqual([...new Array(8).fill(none), { custom: 0 }]);
    expect(positions(source.linking.comdats![0]!.members)).toEqual([none, none, { custom: 0 }]);
  });

  test('its source says nothing of what is not there', () => {
    const fields = Object.keys(toSource(decodeModule(encodeModule({}))));
    for (const name of ['start', 'dataCount', 'linking']) expect(fields).not.toContain(name);
  });

  test('a symbol of a section that is no custom one keeps its index', () => {
    const symbols = [{ ...symbol('section', BindingLocal, ''), section: { index: 1 } }];
    const bytes = encodeObject({ types: sample.types!, imports: sample.imports!, linking: { symbols } });
    expect(toSource(decodeObject(bytes)).linking.symbols).toMatchObject([{ index: 1, section: { index: 1 } }]);
    expect(encodeObject(decodeObject(bytes))).toEqual(bytes);
  });

  test('a section that stands first is referred to as 0', () => {
    const symbols = [{ ...symbol('section', BindingLocal, ''), section: { custom: 0 } }];
    const bytes = encodeObject({
      customs: [{ name: '.debug_info', content: new Uint8Array(4) }],
      linking: { symbols },
    });
    expect(decodeObject(bytes).linking.symbols).toMatchObject([{ name: '.debug_info', index: 0 }]);
  });

  test('a custom section is told from relocations of the same position', () => {
    const symbols = [{ ...symbol('section', BindingLocal, ''), section: { custom: 0 } }];
    const source: ObjectSource = {
      types: sample.types!,
      customs: [{ name: '.debug_info', content: new Uint8Array(4) }],
      relocations: [{ of: { index: 0 }, entries: [] }],
      linking: { symbols },
      order: [
        { kind: 'core', id: 1 },
        { kind: 'relocations', position: 0 },
        { kind: 'custom', position: 0 },
        { kind: 'linking' },
      ],
    };
    // No reader takes this order. The last byte is the symbol's index.
    expect(encodeObject(source).at(-1)).toBe(2);
  });

  test('relocations of one section are one list, in the first of the sections they were read from', () => {
    const entry = (offset: number) => ({ kind: relocationKinds[6]!, item: 0, offset, index: 0, addend: 0n });
    const relocations = [1, 5].map((offset) => ({ of: 'code' as const, entries: [entry(offset)] }));
    const again = toSource(decodeObject(encodeObject({ ...sample, relocations }))).relocations!;
    expect(again.map(({ entries }) => entries)).toEqual([[entry(1), entry(5)], []]);
  });

  test('what was changed in the model is written as changed', () => {
    const dylink = { memorySize: 1, memoryAlignLog2: 0, tableSize: 0, tableAlignLog2: 0, needed: ['a'] };
    const before = { ...dylink, exportInfo: [], importInfo: [], runtimePath: [] };
    const customs = [...sample.customs!, { name: 'dylink.0', content: encodeDylink(before) }];
    const object = decodeObject(encodeObject({ ...sample, customs, relocations: [] }));
    const { code, data } = object;
    const changed = {
      targetFeatures: [{ prefix: '-', name: 'simd128' }],
      producers: [{ name: 'language', values: [{ name: 'C11', version: '' }] }],
      names: { ...object.names!, functions: [{ index: 1, name: 'renamed' }] },
      dylink: { ...before, needed: ['another'] },
    } as const;
    expect(decodeObject(encodeObject({ ...object, code, data, ...changed }))).toMatchObject(changed);
  });

  test.each([
    ['empty lists make no sections', { types: [], imports: [], customs: [], elements: [], data: [] }, []],
    ['zero is a start function, and a count', { start: 0, dataCount: 0 }, [8, 12]],
  ])('%s', (_, source, ids) => {
    const bytes = encodeModule(source);
    expect([...bytes.slice(8)]).toEqual(ids.flatMap((id) => [id, 1, 0]));
  });

  test('custom sections stand where they must, whatever the order they are given in', () => {
    const names = ['producers', 'other', 'name', 'dylink.0', 'target_features', 'dylink'];
    const customs = names.map((name) => ({ name, content: new Uint8Array(0) }));
    const bytes = Buffer.from(encodeModule({ types: sample.types!, customs })).toString('latin1');
    const found = [...names, '`'].sort((a, b) => place(bytes, a) - place(bytes, b));
    expect(found).toEqual(['dylink', 'dylink.0', '`', 'other', 'name', 'producers', 'target_features']);
  });

  test('a place behind a body, where the next size stands, is in no body', () => {
    const behind = 1 + 5 + sample.bodies![0]!.length;
    const entries = [{ kind: relocationKinds[6]!, offset: behind, index: 0, addend: 0n }];
    const source = { ...sample, relocations: [{ of: 'code' as const, entries }] };
    expect(toSource(decodeObject(encodeObject(source))).relocations![0]!.entries).toEqual(entries);
  });

  test('sections of relocations are named after what they relocate', () => {
    const names = decodeObject(sampleBytes).sections.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['reloc.CODE', 'reloc.DATA', 'reloc..debug_info']));
  });

  test('a section that the order names is written, also with nothing in it', () => {
    const ids = [1, 2, 3, 4, 5, 13, 6, 7, 9, 10, 11];
    const bytes = encodeModule({ order: ids.map((id) => ({ kind: 'core', id })) });
    expect([...bytes.slice(8)]).toEqual(ids.flatMap((id) => [id, 1, 0]));
  });

  test.each([
    ['the source has no custom section at position 3', { order: [{ kind: 'custom', position: 3 }] }],
    ['the source has no relocations at position 0', { order: [{ kind: 'relocations', position: 0 }] }],
    ['there is no core section with id 99', { order: [{ kind: 'core', id: 99 }] }],
  ] as const)('%s', (message, source) => {
    expect(() => encodeModule(source)).toThrow(message);
  });

  test('a section that is not there cannot be referred to', () => {
    const symbols = [{ ...symbol('section', BindingLocal, ''), section: { custom: 9 } }];
    expect(() => encodeObject({ linking: { symbols } })).toThrow('the source has no section {"custom":9}');
  });

  test('subsections of many and of few bytes, all with the shortest size', () => {
    const symbols = Array.from({ length: 50 }, (_, i) => symbol('function', BindingLocal, `function_${i}`, 1));
    const bytes = encodeObject(
      { ...sample, linking: { ...sample.linking, symbols }, relocations: [] },
      { sizeLebSize: 0 },
    );
    expect(encodeObject(decodeObject(bytes))).toEqual(bytes);
  });

  test('the options make old and wrong files', () => {
    expect(() => decodeModule(encodeObject(sample, { version: 2 }))).toThrow('invalid version number: 2');
    const old = { ...sample, linking: { ...sample.linking, version: 1 } };
    expect(() => decodeModule(encodeObject(old))).toThrow('unexpected metadata version: 1 (Expected: 2)');
    const twice = {
      ...sample,
      order: [
        { kind: 'core', id: 1 },
        { kind: 'core', id: 1 },
      ] as const,
    };
    expect(() => decodeModule(encodeObject(twice))).toThrow('out of order section type: 1');
  });
});

describe('hostile bytes', () => {
  const attempt = (bytes: Uint8Array): void => {
    try {
      decodeModule(bytes);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      expect(error.fileOffset).toBeLessThanOrEqual(bytes.length);
    }
  };

  test('every prefix is a module or a DecodeError', () => {
    for (let length = 0; length <= sampleBytes.length; length++) attempt(sampleBytes.slice(0, length));
    expect(() => decodeModule(sampleBytes.slice(0, -1))).toThrow(DecodeError);
  });

  test('every byte replaced by the bytes that hurt is a module or a DecodeError', () => {
    for (let at = 0; at < sampleBytes.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) attempt(sampleBytes.with(at, value));
    }
  });

  test('random corruption is a module or a DecodeError', () => {
    const patch = fc.tuple(fc.nat(sampleBytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(patch, { minLength: 1, maxLength: 8 }), (patches) => {
        const bytes = sampleBytes.slice();
        for (const [at, value] of patches) bytes[at] = value;
        attempt(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('the input is only read', () => {
    const bytes = sampleBytes.slice();
    encodeObject(decodeObject(bytes));
    expect(bytes).toEqual(sampleBytes);
  });
});

type Generate = fc.GeneratorValue;

const bytesUpTo = (maxLength: number) => fc.uint8Array({ maxLength });

/** A random object: every index is valid, nothing else is promised. */
function randomSource(g: Generate): ObjectSource {
  const types = g(fc.array, fc.record({ parameters: valueTypes, results: valueTypes }), { minLength: 1, maxLength: 4 });
  const typeIndex = (): number => g(fc.nat, types.length - 1);
  const importedFunctions = g(fc.nat, 3);
  const functions = Array.from({ length: g(fc.nat, 6) }, typeIndex);
  const data = Array.from({ length: g(fc.nat, 4) }, () => randomSegment(g));
  const symbols = randomSymbols(g, importedFunctions, functions.length, data);
  const bodies = functions.map(() => Uint8Array.of(0, ...g(bytesUpTo, 200)));
  const customs = Array.from({ length: g(fc.nat, 2) }, (_, i) => ({ name: `.debug_${i}`, content: g(bytesUpTo, 40) }));
  const source: ObjectSource = {
    types,
    imports: Array.from({ length: importedFunctions }, (_, i) => ({
      module: g(name),
      field: `f${i}`,
      kind: 'function' as const,
      typeIndex: typeIndex(),
    })),
    functions,
    globals: Array.from({ length: g(fc.nat, 2) }, () => ({
      type: { valueType: 0x7e, mutable: g(fc.boolean) },
      init: i64Constant(g(int64)),
    })),
    bodies,
    data,
    customs,
    linking: {
      symbols,
      segments: data.map(() => ({ name: g(name), alignLog2: g(fc.nat, 31), flags: g(fc.nat, 7) })),
      initFunctions: symbols.flatMap(({ kind }, symbolIndex) =>
        kind === 'function' && g(fc.boolean) ? [{ priority: g(fc.nat, 65535), symbolIndex }] : [],
      ),
      comdats:
        functions.length > 0 && g(fc.boolean)
          ? [{ name: 'c', flags: 0, members: [{ kind: 'function', index: importedFunctions }] }]
          : [],
    },
  };
  const groups = [
    { of: 'code' as const, entries: randomRelocations(g, bodies, symbols, types.length) },
    {
      of: 'data' as const,
      entries: randomRelocations(
        g,
        data.map(({ bytes }) => bytes),
        symbols,
        types.length,
      ),
    },
  ];
  return { ...source, relocations: groups.filter(({ entries }) => entries.length > 0) };
}

const valueTypes = fc.array(fc.constantFrom(0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f), { maxLength: 5 });
const name = () => fc.string({ unit: 'binary', maxLength: 20 });
const int64 = () => fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);

function randomSegment(g: Generate) {
  const bytes = g(bytesUpTo, 50);
  const offset = g(fc.integer);
  return g(fc.boolean)
    ? { flags: 1, memoryIndex: 0, bytes }
    : { flags: 0, memoryIndex: 0, offsetExpression: i32Constant(offset), bytes };
}

function randomSymbols(
  g: Generate,
  imported: number,
  defined: number,
  data: readonly { bytes: Uint8Array }[],
): ObjectSymbol[] {
  const symbols: ObjectSymbol[] = [];
  for (let i = 0; i < imported; i++) symbols.push(symbol('function', Undefined, `f${i}`, i));
  for (let i = 0; i < defined; i++)
    symbols.push(symbol('function', g(fc.constantFrom, 0, 1, 2, 4, 0x80), `d${i}`, imported + i));
  data.forEach(({ bytes }, i) => {
    symbols.push(symbol('data', g(fc.constantFrom, 0, 1, 2), `s${i}`, i, g(fc.nat, bytes.length), g(fc.maxSafeNat)));
  });
  return symbols;
}

function randomRelocations(
  g: Generate,
  items: readonly Uint8Array[],
  symbols: readonly ObjectSymbol[],
  types: number,
): RelocationAt[] {
  const entries: RelocationAt[] = [];
  for (const [item, bytes] of items.entries()) {
    for (let left = g(fc.nat, 3); left > 0; left--) {
      const kind = g(fc.constantFrom, ...relocationKinds);
      const candidates =
        kind.target === 'type'
          ? Array.from({ length: types }, (_, i) => i)
          : symbols.flatMap((s, i) => (s.kind === kind.target ? [i] : []));
      if (candidates.length === 0 || bytes.length < kind.width) continue;
      const addend = kind.hasAddend ? (kind.addend64 ? g(int64) : BigInt(g(fc.integer))) : 0n;
      const offset = g(fc.nat, bytes.length - kind.width);
      entries.push({ kind, item, offset, index: g(fc.constantFrom, ...candidates), addend });
    }
  }
  return entries.sort((a, b) => a.item! - b.item! || a.offset - b.offset);
}

test('every random source comes back: as bytes, and as what was put in', () => {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const source = randomSource(g);
      const bytes = encodeObject(source);
      const object = decodeObject(bytes);
      expect(encodeObject(object)).toEqual(bytes);
      const again = toSource(object);
      const { types, imports, functions, bodies, customs, relocations } = source;
      expect(again).toMatchObject({ types, imports, functions, bodies, customs, relocations });
      expect(object.linking).toMatchObject({
        symbols: source.linking.symbols,
        segments: source.linking.segments,
        initFunctions: source.linking.initFunctions,
        comdats: source.linking.comdats,
      });
    }),
    // Shrinking an imperative generator takes minutes; the seed and the first counterexample are enough.
    { endOnFailure: true },
  );
});

const clang = 'clang-19';
const hasClang = spawnSync(clang, ['--version']).status === 0;

const program = `
extern "C" int printf(const char *, ...);
struct Base { virtual ~Base() {} virtual int value() { return 1; } };
struct Derived : Base { int value() override { return 2; } };
inline int counter() { static int n = 5; return ++n; }
thread_local int tls = 7; int zeros[100]; const char *texts[] = {"one", "two", "one"};
int (*pointer)(const char *, ...) = printf;
__attribute__((weak)) int weak_one() { return counter(); }
__attribute__((constructor(200))) static void init() { zeros[3] = 1; }
__attribute__((import_module("m"), import_name("other"))) int imported(long);
int run(Base *b, int n) {
  try { if (b->value() > n) throw n; } catch (int e) { return e; }
  switch (n) { case 1: return pointer(texts[n]); case 2: return tls; case 3: return imported(n); case 4: return weak_one(); }
  return __atomic_add_fetch(&zeros[n], 1, 5);
}
Base *make() { return new Derived; }`;

const flagSets = ['wasm32', 'wasm64'].flatMap((architecture) =>
  [
    '-O0',
    '-O2 -g',
    '-O2 -ffunction-sections -fdata-sections',
    '-O1 -fPIC -matomics -mbulk-memory',
    '-Os -fwasm-exceptions -mreference-types',
  ].map((flags) => [`--target=${architecture}-unknown-unknown`, '-fexceptions', '-std=c++17', ...flags.split(' ')]),
);

/** Objects by flags: clang makes each once, however often the tests run. */
const compiled = new Map<readonly string[], Uint8Array>();

function compile(flags: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'linksmith-round-trip-'));
  try {
    writeFileSync(join(folder, 'a.cpp'), program);
    execFileSync(clang, [...flags, '-c', 'a.cpp', '-o', 'a.o'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    return new Uint8Array(readFileSync(join(folder, 'a.o')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasClang)(`objects of ${clang}${hasClang ? '' : ' (skipped: it is not on this machine)'}`, () => {
  test.each(flagSets.map((flags) => [flags.join(' '), flags] as const))('%s', (_, flags) => {
    const bytes = compiled.get(flags) ?? compile(flags);
    compiled.set(flags, bytes);
    expect(Buffer.compare(encodeObject(decodeObject(bytes)), bytes)).toBe(0);
  });
});
