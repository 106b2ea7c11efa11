/** Which definition a name stands for: strong and weak, local, aliases, COMDAT groups, signatures, --wrap. */
import { expect } from 'vitest';
import { nullReference } from '../wasm/constant-expressions.ts';
import { describeLinks, functionNames, type LinkCase } from './link-case.fixture.ts';
import {
  addressOf,
  call,
  datum,
  exported,
  globalOf,
  i32,
  load,
  local,
  probe,
  returnsI32To,
  slotOf,
  value,
  weak,
  word,
} from './small-parts.fixture.ts';

const callsF = { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') };

const definitions: readonly LinkCase[] = [
  {
    name: 'a call goes to the definition in another object',
    objects: [callsF, { functions: [value('f', 7)] }],
    check: (_, run) => expect(run('probe')).toBe(7),
  },
  {
    name: 'a strong definition wins over a weak one that came first',
    objects: [{ functions: [probe([...call('f')]), value('f', 1, weak)] }, { functions: [value('f', 2)] }],
    check: (module, run) => {
      expect(run('probe')).toBe(2);
      expect(functionNames(module)).toEqual(['probe', 'f']);
    },
  },
  {
    name: 'a weak definition does not replace a strong one that came first',
    objects: [callsF, { functions: [value('f', 2)] }, { functions: [value('f', 1, weak)] }],
    check: (_, run) => expect(run('probe')).toBe(2),
  },
  {
    name: 'of two weak definitions the first wins',
    objects: [{ functions: [probe([...call('f')]), value('f', 1, weak)] }, { functions: [value('f', 2, weak)] }],
    check: (_, run) => expect(run('probe')).toBe(1),
  },
  {
    name: 'of weak data the first wins, strong data over it',
    objects: [
      {
        functions: [probe([...addressOf('x'), load, [0x41, 10, 0x6c], ...addressOf('y'), load, [0x6a]])],
        data: [
          datum('x', [word(1)], { symbols: [{ name: 'x', flags: weak }] }),
          datum('y', [word(2)], { symbols: [{ name: 'y', flags: weak }] }),
        ],
      },
      { data: [datum('x', [word(3)], { symbols: [{ name: 'x', flags: weak }] }), datum('y', [word(4)])] },
    ],
    check: (_, run) => expect(run('probe')).toBe(14),
  },
  {
    name: 'local names do not meet',
    objects: [{ functions: [probe([...call('f')]), value('f', 1, local)] }, { functions: [value('f', 2)] }],
    args: '--export=f',
    check: (_, run) => expect([run('probe'), run('f')]).toEqual([1, 2]),
  },
  {
    name: 'aliases are one atom',
    objects: [{ functions: [{ ...value('f', 5, exported), aliases: ['g'] }] }],
    check: (module, run, { stats }) => {
      expect([run('f'), run('g'), module.code.length, stats.atomsMarked]).toEqual([5, 5, 1, 1]);
    },
  },
  {
    name: 'one alias may lose and the other stay',
    objects: [
      {
        functions: [
          { ...value('f', 1, weak), aliases: ['g'] },
          probe([...call('f'), [0x41, 10, 0x6c], ...call('g'), [0x6a]]),
        ],
      },
      { functions: [value('f', 2)] },
    ],
    check: (_, run) => expect(run('probe')).toBe(21),
  },
  {
    name: 'data symbols are places in one segment',
    objects: [
      {
        functions: [probe([...addressOf('second'), load])],
        data: [
          datum('d', [word(1), word(2)], {
            symbols: [{ name: 'first' }, { name: 'second', offset: 4 }],
          }),
        ],
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(2);
      expect(module.data[0]!.bytes.length).toBe(8);
    },
  },
  {
    name: 'an absolute symbol is its address',
    objects: [{ functions: [probe([...addressOf('port', 4)])] }, { absolutes: [{ name: 'port', address: 48 }] }],
    differs: 'wasm-ld takes it to lie in the first segment of its object',
    check: (_, run) => expect(run('probe')).toBe(52),
  },
  {
    name: 'an undefined tag, a defined one elsewhere',
    objects: [
      { functions: [{ name: 'throws', flags: exported, code: [[0x08], ['TAG_INDEX_LEB', 'oops']] }] },
      { tags: [{ name: 'oops' }] },
    ],
    check: (module) => expect(module.tags.length).toBe(1),
  },
  {
    name: 'a tag that two objects define weakly is one tag',
    objects: [
      {
        functions: [{ name: 'throws', flags: exported, code: [[0x08], ['TAG_INDEX_LEB', 'oops']] }],
        tags: [{ name: 'oops', flags: weak }],
      },
      {
        functions: [{ name: 'throws2', flags: exported, code: [[0x08], ['TAG_INDEX_LEB', 'oops']] }],
        tags: [{ name: 'oops', flags: weak }],
      },
    ],
    check: (module) => expect(module.tags.length).toBe(1),
  },
  {
    name: 'a defined global is read through its output index',
    objects: [
      {
        functions: [probe([...globalOf('g')])],
        globals: [
          { name: 'unused', value: 1 },
          { name: 'g', value: 6 },
        ],
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(6);
      expect(module.globals.length).toBe(2);
    },
  },
  {
    name: 'a null reference keeps its type',
    objects: [
      {
        functions: [probe([...globalOf('none'), [0xd1]])],
        globals: [{ name: 'none', type: { valueType: 0x70, mutable: false }, init: nullReference(0x70) }],
      },
    ],
    differs: 'wasm-ld writes a null of externref, and an invalid module',
    check: (module, run) => {
      expect(run('probe')).toBe(1);
      expect(module.globals.at(-1)!.init.value).toEqual({ kind: 'ref-null', type: 0x70 });
    },
  },
  {
    name: 'a global of another object',
    objects: [{ functions: [probe([...globalOf('g')])] }, { globals: [{ name: 'g', value: 9 }] }],
    check: (_, run) => expect(run('probe')).toBe(9),
  },
];

const comdats: readonly LinkCase[] = [
  {
    name: 'of a COMDAT group only the first is linked',
    objects: [
      { functions: [probe([...call('f')]), { ...value('f', 1, weak), comdat: 'f' }] },
      {
        functions: [
          { ...value('f', 2, weak), comdat: 'f' },
          { ...probe([...call('f')]), name: 'probe2' },
        ],
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([1, 1]);
      expect(module.code.length).toBe(3);
    },
  },
  {
    name: 'a group takes its data along',
    objects: [
      {
        functions: [{ ...probe([...addressOf('d'), load]), comdat: 'g', flags: exported | weak }],
        data: [datum('d', [word(1)], { comdat: 'g', symbols: [{ name: 'd', flags: weak }] })],
      },
      {
        functions: [
          { ...probe([...addressOf('d'), load]), comdat: 'g', flags: exported | weak },
          { ...probe([...addressOf('d'), load]), name: 'probe2' },
        ],
        data: [datum('d', [word(2)], { comdat: 'g', symbols: [{ name: 'd', flags: weak }] })],
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([1, 1]);
      expect(module.data[0]!.bytes.length).toBe(4);
    },
  },
  {
    name: 'a group takes its custom sections along',
    objects: [
      { customs: [{ name: 'notes', content: [[1]], comdat: 'g' }], functions: [probe([...i32(1)])] },
      { customs: [{ name: 'notes', content: [[2]], comdat: 'g' }] },
    ],
    check: (module) => expect([...module.sections.find(({ name }) => name === 'notes')!.content]).toEqual([1]),
  },
  {
    name: 'the init function of a group that lost is not called',
    objects: [1, 2].map((digit) => ({
      functions: [
        probe([...addressOf('n'), load], { flags: digit === 1 ? exported : local }),
        {
          name: 'init',
          comdat: 'g',
          flags: local,
          code: [...addressOf('n'), ...addressOf('n'), load, [0x41, digit, 0x6a], [0x36, 2, 0]],
        },
      ],
      data: digit === 1 ? [datum('n', [word(0)])] : [],
      init: [['init', 65_535] as const],
    })),
    check: (_, run) => expect(run('probe')).toBe(1),
  },
];

const signatures: readonly LinkCase[] = [
  {
    name: 'a call with another signature traps, with a warning',
    objects: [callsF, { functions: [{ name: 'f' }] }],
    check: (module, run, { diagnostics }) => {
      expect(() => run('probe')).toThrow('unreachable');
      expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['signature-mismatch', 'warning']]);
      expect(functionNames(module)).toContain('signature_mismatch:f');
    },
  },
  {
    name: 'the order of definition and call makes no difference to it',
    objects: [{ functions: [{ name: 'f' }] }, callsF],
    check: (module, run, { diagnostics }) => {
      expect(() => run('probe')).toThrow('unreachable');
      expect(diagnostics.map(({ code }) => code)).toEqual(['signature-mismatch']);
      expect(functionNames(module)).toContain('signature_mismatch:f');
    },
  },
  {
    name: 'an address taken with another signature is the function',
    objects: [
      { functions: [probe([...slotOf('f')])], undefinedTypes: returnsI32To('f') },
      { functions: [{ name: 'f' }] },
    ],
    check: (module, run, { diagnostics }) => {
      expect([run('probe'), diagnostics.length]).toEqual([1, 0]);
      expect(functionNames(module)).toEqual(['probe', 'f']);
    },
  },
];

const wrapped: readonly LinkCase[] = [
  {
    name: '--wrap sends calls to the wrapper and __real_ to the original',
    objects: [
      { functions: [probe([...call('f')]), value('f', 1)] },
      {
        functions: [{ ...value('__wrap_f', 0), code: [...call('__real_f'), [0x41, 10, 0x6a]] }],
        undefinedTypes: returnsI32To('__real_f'),
      },
    ],
    args: '--wrap=f',
    check: (_, run) => expect(run('probe')).toBe(11),
  },
  {
    name: '--wrap of a name that nothing has does nothing',
    objects: [{ functions: [probe([...i32(4)])] }],
    args: '--wrap=none',
    check: (module, run) => {
      expect(run('probe')).toBe(4);
      expect(functionNames(module)).toEqual(['probe']);
    },
  },
  {
    name: '--wrap without a wrapper leaves that undefined',
    differs: 'wasm-ld crashes',
    objects: [{ functions: [probe([...call('f')]), value('f', 1)] }],
    args: '--wrap=f',
    refused: [['undefined-symbol', /^a\.o: undefined symbol: __wrap_f$/]],
  },
];

describeLinks('definitions', definitions);
describeLinks('COMDAT groups', comdats);
describeLinks('signatures', signatures);
describeLinks('--wrap', wrapped);
