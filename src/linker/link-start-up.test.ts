/** What runs before a program's own code, and after it: constructors, destructors, wrappers around a command's exports. */
import { expect } from 'vitest';
import { describeLinks, exportNames, functionNames, type LinkCase } from './link-case.fixture.ts';
import type { SmallFunction, SmallObject } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
  exported,
  globalOf,
  hidden,
  i32,
  load,
  noParameters,
  probe,
  returnsI32,
  value,
  word,
} from './small-parts.fixture.ts';

/** Appends a digit to `log`. */
const note = (name: string, digit: number, more: Partial<SmallFunction> = {}): SmallFunction => ({
  name,
  code: [...addressOf('log'), ...addressOf('log'), load, [0x41, 10, 0x6c, 0x41, digit, 0x6a], [0x36, 2, 0]],
  ...more,
});
const log = datum('log', [word(0)]);
const readLog = probe([...addressOf('log'), load]);

const constructors: readonly LinkCase[] = [
  {
    name: 'constructors run by priority, then in link order, before each export',
    objects: [
      {
        functions: [readLog, ...[1, 2, 3].map((digit) => note(`init${digit}`, digit))],
        data: [log],
        init: [
          ['init1', 65_535],
          ['init2', 100],
          ['init3', 65_535],
        ],
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(213);
      expect(functionNames(module)).toContain('probe.command_export');
    },
  },
  {
    name: 'constructors of several objects are sorted together',
    objects: [
      { functions: [readLog, note('late', 3)], data: [log], init: [['late', 200]] },
      {
        functions: [note('first', 1), note('last', 4)],
        init: [
          ['last', 300],
          ['first', 100],
        ],
      },
      { functions: [note('early', 2)], init: [['early', 100]] },
    ],
    check: (_, run) => expect(run('probe')).toBe(1234),
  },
  {
    name: 'each call of a command export runs them again',
    objects: [{ functions: [readLog, note('init', 1)], data: [log], init: [['init', 1]] }],
    check: (_, run) => expect([run('probe'), run('probe')]).toEqual([1, 11]),
  },
  {
    name: 'a program that calls __wasm_call_ctors itself is not wrapped',
    objects: [
      {
        functions: [
          readLog,
          note('init', 1),
          { name: '_start', code: [...call('__wasm_call_ctors')], flags: exported },
        ],
        data: [log],
        init: [['init', 1]],
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('_start'), run('probe')]).toEqual([0, undefined, 1]);
      expect(functionNames(module)).not.toContain('probe.command_export');
    },
  },
  {
    name: '--export=__wasm_call_ctors leaves calling it to the host',
    objects: [{ functions: [readLog, note('init', 1)], data: [log], init: [['init', 1]] }],
    args: '--export=__wasm_call_ctors',
    check: (module, run) => {
      expect(exportNames(module)).toEqual(['memory', '__wasm_call_ctors', 'probe']);
      expect([run('probe'), run('__wasm_call_ctors'), run('probe')]).toEqual([0, undefined, 1]);
    },
  },
  {
    name: '--entry=__wasm_call_ctors is the entry',
    objects: [{ functions: [readLog, note('init', 1)], data: [log], init: [['init', 1]] }],
    args: '--entry=__wasm_call_ctors',
    check: (module) => expect(exportNames(module)).toEqual(['memory', '__wasm_call_ctors', 'probe']),
  },
  {
    name: 'results of constructors are dropped',
    objects: [
      {
        functions: [readLog, note('init', 1, { type: returnsI32, code: [...note('', 1).code!, ...i32(5)] })],
        data: [log],
        init: [['init', 1]],
      },
    ],
    check: (_, run) => expect(run('probe')).toBe(1),
  },
  {
    name: 'libc’s destructors run after each command export',
    objects: [
      { functions: [readLog, note('init', 1), note('__wasm_call_dtors', 2)], data: [log], init: [['init', 1]] },
    ],
    check: (_, run) => expect([run('probe'), run('probe')]).toEqual([1, 121]),
  },
  {
    name: 'destructors are taken from an archive, and wrap without constructors',
    objects: [{ functions: [readLog], data: [log] }],
    members: [{ functions: [note('__wasm_call_dtors', 2)] }],
    check: (module, run) => {
      expect([run('probe'), run('probe')]).toEqual([0, 2]);
      expect(functionNames(module)).toContain('__wasm_call_dtors');
    },
  },
  {
    name: 'a wrapper passes parameters on',
    objects: [
      {
        functions: [
          {
            name: 'twice',
            type: { parameters: [0x7f], results: [0x7f] },
            flags: exported,
            code: [[0x20, 0, 0x20, 0, 0x6a]],
          },
          note('init', 1),
        ],
        data: [log],
        init: [['init', 1]],
      },
    ],
    check: (module) => {
      const wrapper = module.code.at(-1)!;
      expect([...wrapper.bytes.subarray(wrapper.headerSize)]).toEqual([0, 0x10, 0, 0x20, 0, 0x10, 1, 0x0b]);
    },
  },
  {
    name: 'without constructors nothing is wrapped and none are called',
    objects: [{ functions: [value('f', 1, exported)] }],
    check: (module) => expect(module.names!.functions.map(({ name }) => name)).toEqual(['f']),
  },
];

const handle: SmallObject = {
  functions: [probe([...addressOf('__dso_handle')]), { ...probe([...globalOf('__stack_pointer')]), name: 'stack' }],
};

const synthetic: readonly LinkCase[] = [
  {
    name: '__dso_handle is where data begins, __stack_pointer the end of the stack',
    objects: [handle],
    check: (_, run) => expect([run('probe'), run('stack')]).toEqual([1024, 1024 + 65_536]),
  },
  {
    name: 'an undefined constructor that may stay undefined is imported and called',
    objects: [{ functions: [value('f', 1, exported)], init: [['host', 1]], undefinedTypes: { host: noParameters } }],
    args: '--allow-undefined',
    check: (module, run) => expect([run('f'), module.imports.length]).toEqual([1, 1]),
  },
  {
    name: 'a hidden entry is exported, and hidden no more',
    objects: [{ functions: [{ name: '_start', flags: hidden }] }],
    args: '--entry=_start',
    check: (module) => expect(exportNames(module)).toEqual(['memory', '_start']),
  },
];

describeLinks('constructors and destructors', constructors);
describeLinks('symbols of the linker', synthetic);
