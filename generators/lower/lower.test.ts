import { describe, expect, test } from 'vitest';
import { decodeArchive } from '../../src/wasm/archive.ts';
import { decodeObject } from '../../src/wasm/decode.ts';
import { SymbolFlag, type WasmObject } from '../../src/wasm/model.ts';
import { caseAt } from '../make/case.ts';
import { objectsOf, type ScenarioObject } from '../scenario/scenario.ts';
import {
  archive,
  calling,
  dataSymbol,
  defining,
  functionSymbol,
  nothing,
  nullary,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
} from '../scenario-parts.fixture.ts';
import { argumentsOf, commandLine, lower } from './lower.ts';
import { lowerObject } from './lower-object.ts';

function lowered(source: ScenarioObject): WasmObject {
  return decodeObject(lowerObject(source));
}

/** `kind offset index addend` of each relocation of a section. */
function relocationsOf(module: WasmObject, section: string): string[] {
  const found = module.sections.find(({ id, name }) =>
    section === 'code' ? id === 10 : section === 'data' ? id === 11 : name === section,
  );
  return [...(found?.relocations ?? [])].map(({ kind, index, addend }) => `${kind.name.slice(7)} ${index} ${addend}`);
}

describe('lowerObject', () => {
  test('calls, slots, addresses and globals become sites against symbols', () => {
    const module = lowered(
      object('a.o', {
        functions: [
          returning('main', {
            op: 'mix',
            terms: [
              { op: 'call', symbol: 'f', arguments: [] },
              { op: 'load', bytes: 4, place: { from: 'symbol', symbol: 'd', addend: -4, how: 'sleb' } },
              { op: 'load', bytes: 1, place: { from: 'symbol', symbol: 'd', addend: 128, how: 'leb' } },
              { op: 'get-global', symbol: 'g' },
              { op: 'call-indirect', slot: { from: 'symbol', symbol: 'f' }, signature: nothing, arguments: [] },
            ],
          }),
        ],
        globals: [{ id: 'g', type: 'i32', mutable: true, init: 5 }],
        symbols: [
          functionSymbol('main'),
          symbol('f', { kind: 'undefined-function', signature: nullary }),
          symbol('d', { kind: 'undefined-data' }, 'weak'),
          symbol('g', { kind: 'global', global: 'g' }),
        ],
      }),
    );
    expect(relocationsOf(module, 'code')).toEqual([
      'FUNCTION_INDEX_LEB 1 0',
      'MEMORY_ADDR_SLEB 2 -4',
      'MEMORY_ADDR_LEB 2 128',
      'GLOBAL_INDEX_LEB 3 0',
      'TABLE_INDEX_SLEB 1 0',
      'TYPE_INDEX_LEB 1 0',
      'TABLE_NUMBER_LEB 4 0',
    ]);
    const names = module.linking.symbols.map(({ kind, name, flags, index }) => `${kind} ${name} ${flags} ${index}`);
    const undefinedFlag = SymbolFlag.Undefined;
    expect(names).toEqual([
      'function main 0 1',
      `function f ${undefinedFlag} 0`,
      `data d ${undefinedFlag | SymbolFlag.BindingWeak} 0`,
      'global g 0 0',
      `table __indirect_function_table ${undefinedFlag | SymbolFlag.NoStrip} 0`,
    ]);
    expect(module.elements[0]!.functions).toEqual([0]);
    expect(module.imports.map(({ field }) => field)).toEqual(['__linear_memory', 'f', '__indirect_function_table']);
  });

  test('sites hold what the object alone knows', () => {
    const module = lowered(
      object('a.o', {
        functions: [returning('f', 1), returning('g', 2)],
        segments: [
          segment('x', '0102030405', { alignLog2: 0 }),
          segment('y', 'ffffffffffffffffffffffffffffffffffffffff', {
            sites: [
              { offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'x', addend: 2 },
              { offset: 4, kind: 'TABLE_INDEX_I32', symbol: 'g', addend: 0 },
              { offset: 8, kind: 'FUNCTION_INDEX_I32', symbol: 'g', addend: 0 },
              { offset: 16, kind: 'MEMORY_ADDR_I32', symbol: 'y', addend: -1 },
            ],
          }),
        ],
        symbols: [functionSymbol('g'), dataSymbol('x', 'x', 1, 4), dataSymbol('y', 'y', 4)],
      }),
    );
    const words = new DataView(module.data[1]!.bytes.slice().buffer);
    expect([0, 4, 8, 12, 16].map((offset) => words.getInt32(offset, true))).toEqual([1 + 2, 1, 1, -1, 8 + 4 - 1]);
    expect(module.linking.segments.map(({ name, alignLog2 }) => `${name} ${alignLog2}`)).toEqual([
      '.data.x 0',
      '.data.y 2',
    ]);
  });

  test('groups, init functions, sections, imports by other names, flags', () => {
    const module = lowered(
      object('a.o', {
        functions: [returning('f', 1, { comdat: 'f' }), { id: 'init', signature: nothing, body: { statements: [] } }],
        segments: [segment('d', '00', { comdat: 'f', retain: true }), segment('s', '00', { strings: true })],
        customSections: [
          {
            id: 'notes',
            name: 'notes',
            bytes: '0000000000',
            comdat: 'f',
            sites: [{ offset: 1, kind: 'SECTION_OFFSET_I32', symbol: 'notes~1', addend: 3 }],
          },
        ],
        symbols: [
          functionSymbol('f', 'weak', { hidden: true, exported: true, noStrip: true }),
          functionSymbol('init', 'local'),
          symbol('notes', { kind: 'section', section: 'notes' }, 'local', { id: 'notes~1' }),
          symbol('host', { kind: 'undefined-function', signature: nullary, import: { module: 'm', field: 'x' } }),
        ],
        initFunctions: [{ symbol: 'init', priority: 100 }],
        targetFeatures: [{ prefix: '+', name: 'sign-ext' }],
        producers: [{ field: 'language', name: 'C', version: '11' }],
      }),
    );
    const notes = module.sections.find(({ name }) => name === 'notes')!;
    expect(module.linking.comdats).toEqual([
      {
        name: 'f',
        flags: 0,
        members: [
          { kind: 'data', index: 0 },
          { kind: 'function', index: 1 },
          { kind: 'section', index: notes.index },
        ],
      },
    ]);
    expect(module.linking.initFunctions).toEqual([{ priority: 100, symbolIndex: 1 }]);
    expect(relocationsOf(module, 'notes')).toEqual(['SECTION_OFFSET_I32 2 3']);
    expect(module.linking.segments.map(({ flags }) => flags)).toEqual([4, 1]);
    expect(module.linking.symbols[0]!.flags).toBe(
      SymbolFlag.BindingWeak | SymbolFlag.VisibilityHidden | SymbolFlag.Exported | SymbolFlag.NoStrip,
    );
    expect(module.linking.symbols[3]).toMatchObject({
      name: 'host',
      flags: SymbolFlag.Undefined | SymbolFlag.ExplicitName,
    });
    expect(module.imports[1]).toMatchObject({ module: 'm', field: 'x', kind: 'function' });
    expect(module.targetFeatures).toEqual([{ prefix: '+', name: 'sign-ext' }]);
    expect(module.producers).toEqual([{ name: 'language', values: [{ name: 'C', version: '11' }] }]);
  });

  test('an object from before reference types has neither table symbol nor table sites', () => {
    const parts = {
      functions: [
        returning('f', {
          op: 'call-indirect',
          slot: { from: 'symbol', symbol: 'f' },
          signature: nothing,
          arguments: [],
        }),
      ],
      symbols: [functionSymbol('f')],
    } as const;
    const module = lowered(object('a.o', { ...parts, legacyTable: true }));
    expect(module.linking.symbols.map(({ kind }) => kind)).toEqual(['function']);
    expect(relocationsOf(module, 'code').map((text) => text.split(' ')[0])).toEqual([
      'TABLE_INDEX_SLEB',
      'TYPE_INDEX_LEB',
    ]);
  });
});

describe('lower', () => {
  test('files and arguments of objects, libraries and archives', () => {
    const scenario = scenarioOf(
      [
        calling('a.o', 'f'),
        { kind: 'start-lib', members: [defining('b.o', 'g', 1)] },
        archive('lib.a', defining('c.o', 'f', 1), defining('d.o', 'h', 1)),
        {
          kind: 'archive',
          name: 'whole.a',
          members: [defining('e.o', 'i', 1)],
          wholeArchive: true,
          format: 'bsd',
          index: false,
        },
      ],
      { optimize: 2, stackSize: 1024, gcSections: false, exportsIfDefined: ['g'], strip: 'all', features: ['a', 'b'] },
    );
    const { files, args } = lower(scenario);
    expect([...files.keys()]).toEqual(['a.o', 'b.o', 'lib.a', 'whole.a']);
    expect(args.join(' ')).toBe(
      '--no-entry --export=main --export-if-defined=g --no-gc-sections --strip-all -z stack-size=1024 -O2 --features=a,b ' +
        'a.o --start-lib b.o --end-lib lib.a --whole-archive whole.a --no-whole-archive',
    );
    expect(args).toEqual(argumentsOf(scenario));
    expect(commandLine(scenario, 'wasm-ld-19')).toBe(`wasm-ld-19 ${args.join(' ')} -o out.wasm`);
    const { members, symbols } = decodeArchive(files.get('lib.a')!);
    expect(members.map(({ name }) => name)).toEqual(['c.o', 'd.o']);
    expect(symbols?.map(({ name }) => name)).toEqual(['f', 'h']);
    expect(decodeArchive(files.get('whole.a')!).symbols ?? []).toEqual([]);
  });

  test('generated objects decode to the symbols that they were made of', () => {
    for (let index = 0; index < 30; index++) {
      for (const source of objectsOf(caseAt({ seed: 8, index, profile: 'default' }))) {
        const { linking, code, data } = lowered(source);
        expect(linking.symbols.slice(0, source.symbols.length).map(({ name }) => name)).toEqual(
          source.symbols.map(({ name }) => name),
        );
        expect([code.length, data.length]).toEqual([source.functions.length, source.segments.length]);
      }
    }
  });
});
