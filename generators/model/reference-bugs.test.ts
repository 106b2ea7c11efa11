import { expect, test } from 'vitest';
import type {
  LinkOptions,
  Scenario,
  ScenarioObject,
  ScenarioSegment,
  ScenarioSymbol,
  SiteKind,
} from '../scenario/scenario.ts';
import {
  archive,
  calling,
  dataSymbol,
  defining,
  nullary,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
  undefinedFunction,
} from '../scenario-parts.fixture.ts';
import { explains, knownBugs, referenceBugs } from './reference-bugs.ts';

const keys = (scenario: Scenario, linker = 'wasm-ld-19', links: 'as-it-is' | 'variants' = 'as-it-is'): string[] =>
  knownBugs(scenario, linker, links).map(({ key }) => key);

test('a local namesake in a lazy member', () => {
  const local = defining('a.o', 'f', 1, 'local');
  expect(keys(scenarioOf([archive('lib.a', local), calling('b.o', 'f'), defining('c.o', 'f', 1)]))).toEqual([
    'lazy-local',
  ]);
  expect(keys(scenarioOf([local, calling('b.o', 'f'), defining('c.o', 'f', 1)]))).toEqual([]);
  expect(keys(scenarioOf([archive('lib.a', defining('a.o', 'g', 1, 'local')), calling('b.o')]))).toEqual([]);
});

test('emitted relocations against a section that is stripped', () => {
  const sites = [{ offset: 0, kind: 'SECTION_OFFSET_I32', symbol: 's', addend: 0 }] as const;
  const referring = object('a.o', {
    customSections: [
      { id: 'notes', name: 'notes', bytes: '00000000', sites },
      { id: '.debug_info', name: '.debug_info', bytes: '', sites: [] },
    ],
    symbols: [symbol('s', { kind: 'section', section: '.debug_info' }, 'local')],
  });
  expect(keys(scenarioOf([referring], { emitRelocs: true, strip: 'debug' }))).toEqual(['emit-relocs-stripped-section']);
  expect(keys(scenarioOf([referring], { strip: 'debug' }))).toEqual([]);
});

test('an absolute symbol, a sum below 0, strings that a kept section refers to', () => {
  const absolute = object('a.o', { symbols: [symbol('x', { kind: 'absolute-data', address: 4 })] });
  expect(keys(scenarioOf([absolute]))).toEqual(['absolute-symbol']);
  const place = { from: 'symbol', symbol: 'd', how: 'leb' } as const;
  const loading = (addend: number, how: 'leb' | 'sleb' = 'leb') =>
    object('a.o', {
      functions: [returning('f', { op: 'load', place: { ...place, addend, how }, bytes: 4 })],
      symbols: [symbol('d', { kind: 'undefined-data' })],
    });
  expect(keys(scenarioOf([loading(-8192)], { compressRelocations: true }))).toEqual(['compressed-negative-address']);
  expect(keys(scenarioOf([loading(-8192)]))).toEqual([]);
  expect(keys(scenarioOf([loading(-64)], { compressRelocations: true }))).toEqual([]);
  expect(keys(scenarioOf([loading(2 ** 31 - 1, 'sleb')], { compressRelocations: true }))).toEqual([
    'compressed-far-address',
  ]);
  expect(keys(scenarioOf([loading(2 ** 31 - 1)], { compressRelocations: true }))).toEqual([]);
  const strings = object('a.o', { customSections: [{ id: 's', name: '.debug_str', bytes: '00', sites: [] }] });
  expect(keys(scenarioOf([strings], { strip: 'all', keepSections: ['notes'] }))).toEqual([
    'kept-section-without-its-strings',
  ]);
  expect(keys(scenarioOf([strings], { strip: 'all' }))).toEqual([]);
});

test('merged strings of a module that is moved, behind other data', () => {
  const strings = segment('s', '6100', { name: '.rodata.s', strings: true, retain: true });
  const other = segment('r', '01020304', { name: '.rodata.r', retain: true });
  const data = segment('d', '01020304', { retain: true });
  const split = { pie: true, mergeDataSegments: false };
  const found = (options: Partial<LinkOptions>, ...segments: ScenarioSegment[]) =>
    keys(scenarioOf([object('a.o', { segments })], options));
  expect(found(split, other, strings)).toEqual(['moved-strings']);
  expect(found({ pie: true }, other, { ...strings, name: 'own' })).toEqual(['moved-strings']);
  expect(found(split, data, strings)).toEqual([]);
  expect(found(split, strings, other)).toEqual([]);
  expect(found({ pie: true }, other, strings)).toEqual([]);
  expect(found({ mergeDataSegments: false }, other, strings)).toEqual([]);
  expect(found({ ...split, optimize: 0 }, other, strings)).toEqual([]);
  // What lost its group stays where nothing is collected.
  const owner = object('z.o', { segments: [segment('g', '', { comdat: 'g' })] });
  const loser = object('a.o', { segments: [{ ...other, comdat: 'g' }, strings] });
  expect(keys(scenarioOf([owner, loser], { ...split, gcSections: false }))).toEqual(['moved-strings']);
  expect(keys(scenarioOf([owner, loser], split))).toEqual([]);
});

test('a pointer far above the base of a module that is moved', () => {
  const pointing = (addend: number) =>
    object('a.o', {
      segments: [segment('p', '00000000', { sites: [{ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'd', addend }] })],
      symbols: [symbol('d', { kind: 'undefined-data' })],
    });
  expect(keys(scenarioOf([pointing(2 ** 31 - 1)], { shared: true }))).toEqual(['moved-far-pointers']);
  expect(keys(scenarioOf([pointing(2 ** 31 - 1)]))).toEqual([]);
  expect(keys(scenarioOf([pointing(128)], { shared: true }))).toEqual([]);
});

test('a difference or an index in the data of a module that is moved', () => {
  const holding = (kind: SiteKind) =>
    object('a.o', {
      segments: [segment('p', '00000000', { sites: [{ offset: 0, kind, symbol: 'd', addend: 0 }] })],
      symbols: [symbol('d', { kind: 'undefined-data' })],
    });
  expect(keys(scenarioOf([holding('MEMORY_ADDR_LOCREL_I32')], { pie: true }))).toEqual(['moved-differences']);
  expect(keys(scenarioOf([holding('GLOBAL_INDEX_I32')], { pie: true }))).toEqual(['moved-differences']);
  expect(keys(scenarioOf([holding('GLOBAL_INDEX_I32')]))).toEqual([]);
  expect(keys(scenarioOf([holding('MEMORY_ADDR_I32')], { pie: true }))).toEqual([]);
});

test('an absolute symbol whose address nobody takes', () => {
  const absolute = (more: Partial<ScenarioSymbol> = {}) =>
    symbol('x', { kind: 'absolute-data', address: 4 }, 'strong', more);
  const place = { from: 'symbol', symbol: 'x', addend: 0, how: 'sleb' } as const;
  const taking = returning('f', { op: 'load', place, bytes: 4 });
  const parts = { functions: [taking], segments: [segment('d', '00')] };
  const named = symbol('f', { kind: 'function', function: 'f' });
  const found = (symbols: readonly ScenarioSymbol[], options: Partial<LinkOptions> = {}) =>
    keys(scenarioOf([object('a.o', { ...parts, symbols })], options));
  expect(found([absolute(), named])).toEqual([]);
  expect(
    keys(scenarioOf([object('a.o', { ...parts, symbols: [absolute(), named] })]), 'wasm-ld-19', 'variants'),
  ).toEqual(['absolute-symbol']);
  expect(found([absolute(), named], { exports: ['f'] })).toEqual(['absolute-symbol']);
  expect(found([absolute(), named], { exports: ['x'] })).toEqual(['absolute-symbol']);
  expect(found([absolute({ noStrip: true }), named])).toEqual(['absolute-symbol']);
  expect(found([absolute(), named], { emitRelocs: true })).toEqual(['absolute-symbol']);
  const sites = [{ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'x', addend: 0 }] as const;
  const noted = object('a.o', {
    ...parts,
    customSections: [{ id: 'n', name: 'notes', bytes: '00000000', sites }],
    symbols: [absolute(), named],
  });
  expect(keys(scenarioOf([noted]))).toEqual(['absolute-symbol']);
  const segments = [segment('d', '00', { comdat: 'g' })];
  const grouped = object('b.o', { segments, symbols: [absolute()] });
  expect(keys(scenarioOf([grouped]))).toEqual([]);
  expect(keys(scenarioOf([object('a.o', { segments }), grouped]))).toEqual(['absolute-symbol']);
});

test('what 14, 16 and 22 do otherwise', () => {
  const retained = object('a.o', {
    functions: [returning('f', 1)],
    segments: [segment('d', '00', { retain: true })],
    symbols: [symbol('f', { kind: 'function', function: 'f' })],
  });
  const asking = object('b.o', { symbols: [symbol('f', { kind: 'undefined-function', signature: nullary })] });
  const library = { kind: 'start-lib', members: [retained] } as const;
  expect(keys(scenarioOf([asking, library]), 'wasm-ld-22')).toEqual(['start-lib-is-not-live']);
  expect(keys(scenarioOf([asking, library], { exports: ['f'] }), 'wasm-ld-22')).toEqual([]);
  expect(keys(scenarioOf([asking, archive('lib.a', retained)]), 'wasm-ld-22')).toEqual([]);

  const section = (bytes: string) =>
    object('a.o', {
      customSections: [{ id: 's', name: 'notes', bytes, sites: [] }],
      symbols: [symbol('s', { kind: 'section', section: 's' }, 'local')],
    });
  expect(keys(scenarioOf([section('')]), 'wasm-ld-22')).toEqual(['empty-section']);
  expect(keys(scenarioOf([section('00')]), 'wasm-ld-22')).toEqual([]);

  const nameless = object('a.o', { symbols: [symbol('f', { kind: 'undefined-function', signature: nullary })] });
  expect(keys(scenarioOf([archive('lib.a', nameless)]), 'wasm-ld-16')).toEqual(['archive-without-names']);
  expect(keys(scenarioOf([archive('lib.a', retained)]), 'wasm-ld-16')).toEqual([]);

  const dead = object('a.o', { segments: [segment('d', '00')] });
  expect(keys(scenarioOf([dead], { emitRelocs: true }), 'wasm-ld-16')).toEqual(['emit-relocs-of-dead-data']);
  expect(keys(scenarioOf([dead]), 'wasm-ld-16')).toEqual([]);
  expect(keys(scenarioOf([retained], { emitRelocs: true }), 'wasm-ld-16')).toEqual([]);

  const constructed = { ...retained, initFunctions: [{ symbol: 'f', priority: 1 }] };
  const warned = { warnUnresolvedSymbols: true } as const;
  expect(keys(scenarioOf([constructed], warned), 'wasm-ld-14')).toEqual(['constructor-that-is-not-there']);
  expect(keys(scenarioOf([constructed]), 'wasm-ld-14')).toEqual([]);

  const slot = { from: 'symbol', symbol: 'f' } as const;
  const taking = object('a.o', {
    functions: [returning('f', { op: 'null-function', slot })],
    symbols: [symbol('f', { kind: 'function', function: 'f' })],
  });
  expect(keys(scenarioOf([taking], { importTable: true }), 'wasm-ld-14')).toEqual(['imported-function-table']);
  expect(keys(scenarioOf([taking]), 'wasm-ld-14')).toEqual([]);
});

test('a name that is referred to weakly before an object needs it', () => {
  const asking = (name: string, binding: 'strong' | 'weak') =>
    object(name, { symbols: [undefinedFunction('f', binding)] });
  const found = (...objects: ScenarioObject[]) => keys(scenarioOf([...objects, defining('z.o', 'f', 1)]), 'wasm-ld-16');
  expect(found(asking('a.o', 'weak'), asking('b.o', 'strong'))).toEqual(['weak-stays-weak']);
  expect(found(asking('a.o', 'strong'), asking('b.o', 'weak'))).toEqual([]);
  expect(found(asking('a.o', 'weak'), asking('b.o', 'weak'))).toEqual([]);
});

test('thread-local data inside a segment', () => {
  const holding = (offset: number) =>
    object('a.o', {
      segments: [segment('t', '0000000000000000', { name: '.tdata.t', threadLocal: 'flag' })],
      symbols: [dataSymbol('t', 't', offset)],
    });
  const shared = { sharedMemory: true, checkFeatures: false };
  expect(keys(scenarioOf([holding(4)], shared), 'wasm-ld-16')).toEqual(['thread-local-offset-twice']);
  expect(keys(scenarioOf([holding(4)]), 'wasm-ld-16')).toEqual([]);
  expect(keys(scenarioOf([holding(0)], shared), 'wasm-ld-16')).toEqual([]);
});

test('a weak table that lost, with -r only', () => {
  const table = (name: string, binding: 'strong' | 'weak') =>
    object(name, {
      tables: [{ id: 't', element: 'funcref', minimum: 1 }],
      symbols: [symbol('t', { kind: 'table', table: 't' }, binding)],
    });
  const lost = scenarioOf([table('a.o', 'weak'), table('b.o', 'strong')]);
  expect(keys(lost, 'wasm-ld-19', 'variants')).toEqual(['lost-weak-table']);
  expect(keys(lost)).toEqual([]);
  expect(keys(scenarioOf([table('a.o', 'weak')]), 'wasm-ld-19', 'variants')).toEqual([]);
});

test('a pointer in thread-local data to nothing', () => {
  const sites = [{ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'd', addend: 0 }] as const;
  const pointing = (name: string) =>
    object('a.o', {
      segments: [
        segment('p', '00000000', { name, sites, retain: true, ...(name === '.tdata' && { threadLocal: 'flag' }) }),
      ],
      symbols: [symbol('d', { kind: 'undefined-data' }, 'weak')],
    });
  expect(keys(scenarioOf([pointing('.tdata')], { sharedMemory: true }))).toEqual(['undefined-in-thread-local']);
  expect(keys(scenarioOf([pointing('.tdata')]))).toEqual([]);
  expect(keys(scenarioOf([pointing('.data')], { sharedMemory: true }))).toEqual([]);
});

test('a pointer from thread-local data to such data, in a module that is moved', () => {
  const holding = (name: string, target: string) =>
    object('a.o', {
      segments: [
        segment('p', '00000000', {
          name: `${name}.p`,
          sites: [{ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: target, addend: 0 }],
          ...(name === '.tdata' && { threadLocal: 'flag' }),
        }),
        segment('t', '00000000', { name: '.tdata.t', threadLocal: 'flag' }),
        segment('d', '00000000'),
      ],
      symbols: [dataSymbol('t', 't'), dataSymbol('d', 'd')],
    });
  const moved = { pie: true, sharedMemory: true, checkFeatures: false };
  expect(keys(scenarioOf([holding('.tdata', 't')], moved))).toEqual(['thread-pointer-through-got']);
  expect(keys(scenarioOf([holding('.tdata', 'd')], moved))).toEqual([]);
  expect(keys(scenarioOf([holding('.data', 't')], moved))).toEqual([]);
  expect(keys(scenarioOf([holding('.tdata', 't')], { sharedMemory: true }))).toEqual([]);
});

test('a table that only calls use, in an object that is first', () => {
  const at = { from: 'symbol', symbol: 'd', addend: 0, how: 'sleb' } as const;
  const slot = { from: 'memory', at } as const;
  const caller = (binding: 'local' | 'strong') =>
    object('a.o', {
      functions: [returning('f', { op: 'call-indirect', slot, signature: nullary, arguments: [] })],
      symbols: [
        symbol('f', { kind: 'function', function: 'f' }, binding),
        symbol('d', { kind: 'undefined-data' }, 'weak'),
      ],
    });
  expect(keys(scenarioOf([caller('local')]))).toEqual(['table-of-dead-code']);
  expect(keys(scenarioOf([caller('strong')], { exports: ['f'] }))).toEqual([]);
  expect(keys(scenarioOf([caller('strong')], { exports: ['f'], importTable: true }))).toEqual([
    'table-import-left-out',
  ]);
});

test('weak data that stays in an archive, where addresses come from a loader', () => {
  const referring = object('a.o', { symbols: [symbol('d', { kind: 'undefined-data' }, 'weak')] });
  const data = object('b.o', {
    segments: [segment('d', '00')],
    symbols: [symbol('d', { kind: 'data', segment: 'd', offset: 0, size: 1 })],
  });
  const found = (inputs: Scenario['inputs'], options: Partial<LinkOptions> = { pie: true }) =>
    keys(scenarioOf(inputs, options));
  expect(found([referring, archive('lib.a', data)] as never)).toEqual(['archived-weak-data']);
  expect(found([referring, data] as never)).toEqual([]);
  expect(found([referring, archive('lib.a', data)] as never, {})).toEqual([]);
});

test('a bug that crashes the link explains crashes only', () => {
  const explained = (key: string) =>
    ['bytes.code', 'crashed.ended-by-sigsegv', 'first.crashed'].filter((failure) =>
      explains(referenceBugs.find((bug) => bug.key === key)!, failure),
    );
  expect(explained('table-of-dead-code')).toEqual(['crashed.ended-by-sigsegv', 'first.crashed']);
  expect(explained('moved-differences')).toEqual(['bytes.code', 'crashed.ended-by-sigsegv', 'first.crashed']);
});
