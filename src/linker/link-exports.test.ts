/** What the output exports, under which names. */
import { expect } from 'vitest';
import { SymbolFlag } from '../wasm/model.ts';
import { describeLinks, exportNames, type LinkCase } from './link-case.fixture.ts';
import { datum, exported, globalOf, hidden, local, probe, value, word } from './small-parts.fixture.ts';

const exportCases: readonly LinkCase[] = [
  {
    name: '--export-all exports what is not local, hidden included',
    objects: [{ functions: [value('a', 1), value('b', 2, hidden), value('c', 3, local)] }],
    args: '--export-all',
    check: (module) => {
      expect(exportNames(module).slice(0, 5)).toEqual(['memory', '__wasm_call_ctors', 'a', 'b', '__dso_handle']);
      expect(exportNames(module)).toContain('__heap_base');
    },
  },
  {
    name: '--export-dynamic exports what is not hidden',
    objects: [{ functions: [value('a', 1), value('b', 2, hidden), value('c', 3, local)] }],
    args: '--export-dynamic',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'a']),
  },
  {
    name: '--no-export-dynamic takes it back',
    objects: [{ functions: [value('a', 1)] }],
    args: '--export-dynamic --no-export-dynamic',
    check: (module) => expect(exportNames(module)).toEqual(['memory']),
  },
  {
    name: '--export keeps what it names',
    objects: [{ functions: [value('a', 1), value('b', 2, hidden)] }],
    args: '--export=b',
    check: (module, run) => {
      expect(exportNames(module)).toEqual(['memory', 'b']);
      expect(run('b')).toBe(2);
    },
  },
  {
    name: '--export-if-defined asks for nothing',
    objects: [{ functions: [value('a', 1), value('b', 2)] }],
    args: '--export-if-defined=b --export-if-defined=gone',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'b']),
  },
  {
    name: 'exported data is a global that holds its address',
    objects: [{ data: [datum('d', [word(1)], { symbols: [{ name: 'd' }] })] }],
    args: '--export=d',
    check: (module, run) => {
      expect(exportNames(module)).toEqual(['memory', 'd']);
      expect(run('d')).toBe(1024);
    },
  },
  {
    name: 'an export name of the source takes the place of the symbol name',
    objects: [{ functions: [{ ...value('f', 8, exported), exportName: 'shown' }] }],
    check: (_, run) => expect(run('shown')).toBe(8),
  },
  {
    name: 'the entry is exported',
    objects: [{ functions: [{ name: 'main' }, value('dead', 1)] }],
    args: '--entry=main',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'main']),
  },
  {
    name: '--export of the stack pointer exports a mutable global',
    objects: [{ functions: [probe([...globalOf('__stack_pointer')])] }],
    args: '--export=__stack_pointer --features=mutable-globals',
    check: (module, run) => {
      expect(exportNames(module)).toEqual(['memory', '__stack_pointer', 'probe']);
      expect(run('__stack_pointer')).toBe(run('probe'));
    },
  },
  {
    name: 'an exported tag, an exported global',
    objects: [
      {
        tags: [{ name: 'oops', flags: exported }],
        globals: [{ name: 'g', value: 3, flags: SymbolFlag.Exported }],
      },
    ],
    args: '--extra-features=mutable-globals',
    check: (module, run) => {
      expect(module.exports.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
        'memory memory',
        'global g',
        'tag oops',
      ]);
      expect(run('g')).toBe(3);
    },
  },
];

describeLinks('exports', exportCases);
