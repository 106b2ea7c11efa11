/** What becomes of names without a definition: null, a trap, an import, or an error; the names of imports. */
import { expect } from 'vitest';
import { describeLinks, functionNames, importNames, type LinkCase } from './link-case.fixture.ts';
import {
  addressOf,
  call,
  datum,
  drop,
  globalOf,
  i32,
  noStrip,
  probe,
  retain,
  returnsI32To,
  slotOf,
  value,
  weak,
  word,
} from './small-parts.fixture.ts';

const callsF = { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') };
const callsHost = { functions: [probe([...call('host')])], undefinedTypes: returnsI32To('host') };

const undefinedSymbols: readonly LinkCase[] = [
  {
    name: 'the address of a weak undefined function is null, a call of it traps',
    objects: [
      {
        functions: [probe([...slotOf('f')]), { ...probe([...call('f')]), name: 'probe2' }],
        undefinedTypes: returnsI32To('f'),
        undefinedFlags: { f: weak },
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(0);
      expect(() => run('probe2')).toThrow('unreachable');
      expect(functionNames(module)).toContain('undefined_weak:f');
    },
  },
  {
    name: 'the address of weak undefined data is null, whatever the addend',
    objects: [{ functions: [probe([...addressOf('d', 8)])], undefinedFlags: { d: weak } }],
    check: (_, run) => expect(run('probe')).toBe(0),
  },
  {
    name: 'a strong reference makes a weak one strong',
    objects: [
      { ...callsF, undefinedFlags: { f: weak } },
      { functions: [{ ...probe([...call('f')]), name: 'probe2' }], undefinedTypes: returnsI32To('f') },
    ],
    refused: [
      ['undefined-symbol', /^a\.o: undefined symbol: f$/],
      ['undefined-symbol', /^b\.o: undefined symbol: f$/],
    ],
  },
  {
    name: '--allow-undefined imports what is missing',
    objects: [callsHost],
    args: '--allow-undefined',
    check: (module, run) => {
      expect(run('probe')).toBe(77);
      expect(importNames(module)).toEqual(['env.host']);
    },
  },
  {
    name: '--import-undefined imports functions',
    objects: [callsHost],
    args: '--import-undefined',
    check: (module, run) => {
      expect(run('probe')).toBe(77);
      expect(importNames(module)).toEqual(['env.host']);
    },
  },
  {
    name: '--import-undefined still refuses data',
    objects: [{ functions: [probe([...addressOf('d')])] }],
    args: '--import-undefined',
    refused: [['undefined-symbol', /^a\.o: undefined symbol: d$/]],
  },
  {
    name: '--allow-undefined-file imports the names that it lists',
    objects: [callsHost],
    files: { 'names.txt': '# of the host\nhost\n\n other \n' },
    args: '--allow-undefined-file=names.txt a.o',
    check: (module) => expect(importNames(module)).toEqual(['env.host']),
  },
  {
    name: '--allow-undefined-file does not help what it does not list',
    objects: [callsHost],
    files: { 'names.txt': '#host\nother\n' },
    args: '--allow-undefined-file=names.txt a.o',
    refused: [['undefined-symbol', /host$/]],
  },
  {
    name: '--unresolved-symbols=ignore-all makes a trapping stub',
    objects: [{ functions: [probe([...call('missing')])], undefinedTypes: returnsI32To('missing') }],
    args: '--unresolved-symbols=ignore-all',
    check: (module, run) => {
      expect(() => run('probe')).toThrow('unreachable');
      expect(functionNames(module)).toContain('undefined_stub');
    },
  },
  {
    name: '--unresolved-symbols=import-dynamic imports functions, and data through the GOT',
    objects: [
      {
        functions: [probe([...call('host'), drop, ...globalOf('d')])],
        undefinedTypes: returnsI32To('host'),
        undefinedKinds: { d: 'data' },
      },
    ],
    args: '--unresolved-symbols=import-dynamic --experimental-pic',
    check: (module) => expect(importNames(module)).toEqual(['env.host', 'GOT.mem.d']),
  },
  {
    name: '--unresolved-symbols=import-dynamic imports weak data that stays in an archive',
    objects: [
      {
        data: [datum('p', [['MEMORY_ADDR_I32', 'd']], { flags: retain })],
        undefinedFlags: { d: weak },
        undefinedKinds: { d: 'data' },
      },
      { data: [datum('d', [word(1)])] },
    ],
    args: '--unresolved-symbols=import-dynamic --experimental-pic a.o --start-lib b.o --end-lib',
    differs: 'wasm-ld crashes',
    check: (module) => expect(importNames(module)).toEqual(['GOT.mem.d']),
  },
  {
    name: 'the address of weak data that stays in an archive comes from GOT.mem',
    objects: [
      {
        functions: [probe([...globalOf('d')])],
        undefinedFlags: { d: weak },
        undefinedKinds: { d: 'data' },
      },
      { data: [datum('d', [word(1)])] },
    ],
    args: '--experimental-pic -pie a.o --start-lib b.o --end-lib',
    differs: 'wasm-ld imports it from GOT.func',
    check: (module) => expect(importNames(module)).toContain('GOT.mem.d'),
  },
  {
    name: '--warn-unresolved-symbols says it, and links a stub',
    objects: [{ functions: [probe([...call('missing')])], undefinedTypes: returnsI32To('missing') }],
    args: '--warn-unresolved-symbols',
    check: (_, run, { diagnostics }) => {
      expect(diagnostics).toMatchObject([{ severity: 'warning', message: 'a.o: undefined symbol: missing' }]);
      expect(() => run('probe')).toThrow('unreachable');
    },
  },
  {
    name: '--warn-unresolved-symbols says that an export is missing',
    objects: [{ functions: [probe([...i32(1)])] }],
    args: '--warn-unresolved-symbols --export=nowhere',
    warned: [['undefined-export', /^symbol exported via --export not found: nowhere$/]],
  },
  {
    name: 'an explicit name keeps symbol and import apart',
    objects: [
      {
        functions: [probe([...call('inside')])],
        undefinedTypes: returnsI32To('inside'),
        importNames: { inside: { module: 'env', field: 'host' } },
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(77);
      expect(importNames(module)).toEqual(['env.host']);
      expect(functionNames(module)).toEqual(['inside', 'probe']);
    },
  },
  {
    name: 'symbols of two modules with one field are two imports',
    objects: [
      {
        functions: [probe([...call('x'), ...call('y'), [0x6a]])],
        undefinedTypes: returnsI32To('x', 'y'),
        importNames: { x: { module: 'm', field: 'log' }, y: { module: 'n', field: 'log' } },
      },
    ],
    check: (module) => expect(importNames(module)).toEqual(['m.log', 'n.log']),
  },
  {
    name: 'one import of two objects is one import',
    objects: [
      { ...callsHost, importNames: { host: { module: 'env', field: 'host' } } },
      {
        functions: [{ ...probe([...call('host')]), name: 'probe2' }],
        undefinedTypes: returnsI32To('host'),
        importNames: { host: { module: 'env', field: 'host' } },
      },
    ],
    check: (module, run) => {
      expect(importNames(module)).toEqual(['env.host']);
      expect([run('probe'), run('probe2')]).toEqual([77, 77]);
    },
  },
  {
    name: 'a module name without a field name is no import',
    objects: [{ ...callsHost, importNames: { host: { module: 'other' } } }],
    args: '--allow-undefined',
    check: (module) => expect(importNames(module)).toEqual(['other.host']),
  },
  {
    name: '-u takes in what it names, and asks for nothing else',
    objects: [{ functions: [probe([...i32(1)])] }],
    members: [{ functions: [value('f', 3, noStrip)] }],
    args: '-u f -u missing',
    check: (module) => expect(functionNames(module)).toEqual(['probe', 'f']),
  },
];

describeLinks('undefined symbols', undefinedSymbols);
