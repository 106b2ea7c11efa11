/** Which members of archives take part, in every form of archive; --start-lib; stub libraries. */
import { describe, expect, test } from 'vitest';
import { type ArchiveSource, encodeArchive } from '../wasm/encode-archive.ts';
import { link } from './link.ts';
import {
  archiveOf,
  describeLinks,
  exportNames,
  functionNames,
  importNames,
  type LinkCase,
} from './link-case.fixture.ts';
import { type SmallObject, smallObject } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
  drop,
  exported,
  i32,
  load,
  local,
  probe,
  returnsI32,
  returnsI32To,
  slotOf,
  value,
  weak,
  word,
} from './small-parts.fixture.ts';

const callsF: SmallObject = { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') };
const definesF: SmallObject = { functions: [value('f', 3)] };
const unused: SmallObject = { functions: [value('unused', 4, exported)] };

const extraction: readonly LinkCase[] = [
  {
    name: 'a member is taken in when something needs it, and only then',
    objects: [callsF],
    members: [definesF, unused],
    check: (module, run) => {
      expect(run('probe')).toBe(3);
      expect(exportNames(module)).toEqual(['memory', 'probe']);
    },
  },
  {
    name: 'the order of archive and object makes no difference',
    objects: [callsF],
    members: [definesF],
    args: 'lib.a a.o',
    check: (_, run) => expect(run('probe')).toBe(3),
  },
  {
    name: 'a weak call of what an archive in front of it has takes nothing in',
    objects: [{ ...callsF, undefinedFlags: { f: weak } }],
    members: [definesF],
    args: 'lib.a a.o',
    check: (module, run) => {
      expect(() => run('probe')).toThrow('unreachable');
      expect(functionNames(module)).toEqual(['undefined_weak:f', 'probe']);
    },
  },
  ...['', '--emit-relocs ', '-r '].map(
    (args): LinkCase => ({
      name: `${args}weak references to a function and data of an archive in front of them take nothing in`,
      objects: [
        {
          functions: [probe([...call('f'), drop, ...addressOf('d')])],
          undefinedTypes: returnsI32To('f'),
          undefinedFlags: { f: weak, d: weak },
        },
      ],
      members: [{ ...definesF, data: [datum('d', [word(1)])] }],
      args: `${args}lib.a a.o`,
      ...(args !== '' && { differs: 'wasm-ld 19 crashes' }),
      check: (module) => expect(module.data).toEqual([]),
    }),
  ),
  {
    name: 'members that need each other',
    objects: [{ functions: [probe([...call('even')])], undefinedTypes: returnsI32To('even') }],
    members: [
      {
        functions: [{ ...value('odd', 1), code: [...call('even')] }, value('five', 5)],
        undefinedTypes: returnsI32To('even'),
      },
      { functions: [{ ...value('even', 1), code: [...call('five')] }], undefinedTypes: returnsI32To('five') },
    ],
    check: (_, run) => expect(run('probe')).toBe(5),
  },
  {
    name: 'of two members that define a name the first is taken in',
    objects: [callsF],
    members: [{ functions: [value('f', 1, weak)] }, definesF],
    check: (_, run) => expect(run('probe')).toBe(1),
  },
  {
    name: 'a member is not needed for what an object defines weakly',
    objects: [callsF, { functions: [value('f', 8, weak)] }],
    members: [definesF],
    check: (_, run) => expect(run('probe')).toBe(8),
  },
  {
    name: 'a weak reference takes no member in',
    objects: [{ ...callsF, functions: [probe([...slotOf('f')])], undefinedFlags: { f: weak } }],
    members: [definesF],
    check: (_, run) => expect(run('probe')).toBe(0),
  },
  {
    name: 'a weak reference is met by a member that is there for another reason',
    objects: [
      {
        functions: [probe([...call('f'), ...call('g'), [0x6a]])],
        undefinedTypes: returnsI32To('f', 'g'),
        undefinedFlags: { f: weak },
      },
    ],
    members: [{ functions: [value('f', 3), value('g', 4)] }],
    check: (_, run) => expect(run('probe')).toBe(7),
  },
  {
    name: 'a reference to data takes a member in',
    objects: [{ functions: [probe([...addressOf('d'), load])] }],
    members: [{ data: [datum('d', [word(6)])] }],
    check: (_, run) => expect(run('probe')).toBe(6),
  },
  {
    name: '--whole-archive takes in every member',
    objects: [{ functions: [value('x', 1)] }],
    members: [unused, { functions: [value('m', 5, exported)] }],
    args: 'a.o --whole-archive lib.a',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'unused', 'm']),
  },
  {
    name: '--no-whole-archive ends it',
    objects: [callsF],
    members: [definesF, unused],
    files: { 'all.a': archiveOf([{ functions: [value('m', 5, exported)] }]) },
    args: 'a.o --whole-archive all.a --no-whole-archive lib.a',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'probe', 'm']),
  },
  {
    name: 'the init functions of a member that is not needed do not run',
    objects: [{ functions: [probe([...i32(1)])] }],
    members: [{ functions: [{ name: 'init', flags: local }, value('m', 1)], init: [['init', 100]] }],
    check: (module) => expect(functionNames(module)).toEqual(['probe']),
  },
  {
    name: '--export takes a member in',
    members: [definesF, unused],
    args: '--export=f',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'f']),
  },
  {
    name: '--export-if-defined takes a member in',
    members: [definesF, unused],
    args: '--export-if-defined=f',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'f']),
  },
  {
    name: 'the entry takes a member in',
    members: [{ functions: [{ name: '_start' }] }, unused],
    args: '--entry=_start',
    check: (module) => expect(exportNames(module)).toEqual(['memory', '_start']),
  },
  {
    name: 'exports that each take a member in do so in the order of a hash table',
    members: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ functions: [value(name, 1)] })),
    args: '--export=e --export=d --export=c --export=b --export=a',
    check: (module) => expect(new Set(functionNames(module))).toEqual(new Set(['a', 'b', 'c', 'd', 'e'])),
  },
  {
    name: 'a local symbol of a member takes it not in',
    objects: [callsF],
    members: [{ functions: [value('f', 1, local), value('extra', 4, exported)] }, definesF],
    differs: 'wasm-ld 19 takes the member of the local symbol in',
    check: (module, run) => {
      expect(run('probe')).toBe(3);
      expect(exportNames(module)).toEqual(['memory', 'probe']);
    },
  },
  {
    name: '--why-extract tells who needed what',
    objects: [callsF],
    members: [
      { ...definesF, functions: [{ ...value('f', 0), code: [...call('g')] }], undefinedTypes: returnsI32To('g') },
      { functions: [value('g', 5)] },
    ],
    args: '--why-extract=-',
    check: (_, __, { printed }) =>
      expect(printed).toEqual(['reference\textracted\tsymbol', 'a.o\tlib.a(m0.o)\tf', 'lib.a(m0.o)\tlib.a(m1.o)\tg']),
  },
  {
    name: '--start-lib makes objects members',
    objects: [callsF, definesF, unused],
    args: 'a.o --start-lib b.o c.o --end-lib',
    check: (module, run) => {
      expect(run('probe')).toBe(3);
      expect(exportNames(module)).toEqual(['memory', 'probe']);
    },
  },
  {
    name: 'after --end-lib objects are objects again',
    objects: [callsF, definesF, unused],
    args: 'a.o --start-lib b.o --end-lib c.o',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'probe', 'unused']),
  },
  {
    name: '-l finds an archive in the folders of -L',
    objects: [callsF],
    files: { 'dir/libx.a': archiveOf([definesF]) },
    args: 'a.o -Lnone -Ldir -lx',
    check: (_, run) => expect(run('probe')).toBe(3),
  },
];

const longName = 'a-member-with-quite-a-long-name.o';

function form(name: string, source: Omit<ArchiveSource, 'members'>, memberName = 'm0.o'): LinkCase {
  const members = [
    { name: memberName, bytes: smallObject(definesF) },
    { name: 'm1.o', bytes: smallObject(unused) },
  ];
  return {
    name,
    objects: [callsF],
    files: {
      'lib.a': encodeArchive({ ...source, members }),
      ...(source.thin ? Object.fromEntries(members.map((member) => [member.name, member.bytes])) : {}),
    },
    args: 'a.o lib.a --why-extract=-',
    check: (module, run, { printed }) => {
      expect(run('probe')).toBe(3);
      expect(exportNames(module)).toEqual(['memory', 'probe']);
      expect(printed[1]).toBe(`a.o\tlib.a(${memberName})\tf`);
    },
  };
}

const forms: readonly LinkCase[] = [
  form('GNU', {}),
  form('GNU with a table of long names', {}, longName),
  form('GNU without an index', { symbolTable: false }),
  form('GNU with an index of 64 bits', { format: 'gnu64' }),
  form('an index that lies', { symbolTable: [{ name: 'unused', member: 0 }] }),
  form('BSD', { format: 'bsd' }),
  form('BSD with a long name', { format: 'bsd' }, longName),
  form('BSD with an index of 64 bits', { format: 'darwin64' }),
  form('thin', { thin: true }),
  form('thin with a long name, without an index', { thin: true, symbolTable: false }, longName),
  {
    name: 'members of a thin archive lie in its folder',
    objects: [callsF],
    files: {
      'dir/thin.a': encodeArchive({ thin: true, members: [{ name: 'sub/m.o', bytes: smallObject(definesF) }] }),
      'dir/sub/m.o': definesF,
    },
    args: 'a.o dir/thin.a',
    check: (_, run) => expect(run('probe')).toBe(3),
  },
  {
    name: 'an archive without members',
    objects: [{ functions: [probe([...i32(1)])] }],
    files: { 'empty.a': '!<arch>\n' },
    args: 'a.o empty.a',
    check: (_, run) => expect(run('probe')).toBe(1),
  },
];

const host = (name = 'host'): SmallObject => ({
  functions: [probe([...call(name)])],
  undefinedTypes: returnsI32To(name),
});

const stubs: readonly LinkCase[] = [
  {
    name: 'a symbol that it lists is imported',
    objects: [host()],
    files: { 'libc.so': '#STUB\n# a remark\nhost\n' },
    args: 'a.o libc.so',
    check: (module, run) => {
      expect(importNames(module)).toEqual(['env.host']);
      expect(run('probe')).toBe(77);
    },
  },
  {
    name: 'what the host needs for it is exported',
    objects: [host(), { functions: [value('malloc', 2), value('dead', 3)] }],
    files: { 'libc.so': '#STUB\nhost: malloc\n' },
    args: 'a.o b.o libc.so',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'probe', 'malloc']),
  },
  {
    name: 'what the host needs is taken from an archive',
    objects: [host()],
    members: [{ functions: [value('malloc', 2)] }, { functions: [value('free', 2)] }, unused],
    files: { 'libc.so': '#STUB\nhost: malloc, free\n' },
    args: 'a.o lib.a libc.so',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'probe', 'malloc', 'free']),
  },
  {
    name: 'what a member needs in turn is looked up again',
    objects: [host()],
    members: [
      { functions: [{ ...value('malloc', 0), code: [...call('sbrk')] }], undefinedTypes: returnsI32To('sbrk') },
    ],
    files: { 'libc.so': '#STUB\nhost: malloc\nsbrk\n' },
    args: 'a.o lib.a libc.so',
    check: (module) => expect(importNames(module)).toEqual(['env.host', 'env.sbrk']),
  },
  {
    name: 'what nothing refers to is not needed',
    objects: [host(), { functions: [value('malloc', 2)] }],
    files: { 'libc.so': '#STUB\nhost\nother: malloc\n' },
    args: 'a.o b.o libc.so',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'probe']),
  },
  {
    name: 'a definition wins over it',
    objects: [host(), { functions: [value('host', 9)] }],
    files: { 'libc.so': '#STUB\nhost: gone\n' },
    args: 'a.o b.o libc.so',
    check: (module, run) => expect([run('probe'), module.imports.length]).toEqual([9, 0]),
  },
  {
    name: 'an explicit import name is what it lists',
    objects: [
      { ...host('inside'), importNames: { inside: { module: 'env', field: 'host' } } },
      { functions: [value('malloc', 2)] },
    ],
    files: { 'libc.so': '#STUB\nhost: malloc\n' },
    args: 'a.o b.o libc.so',
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'probe', 'malloc']),
  },
  {
    name: 'what a member needs that is taken for an explicit import name is looked up again',
    objects: [{ ...host('inside'), importNames: { inside: { module: 'env', field: 'host' } } }],
    members: [
      { functions: [{ ...value('malloc', 0), code: [...call('sbrk')] }], undefinedTypes: returnsI32To('sbrk') },
    ],
    files: { 'libc.so': '#STUB\nhost: malloc\nsbrk\n' },
    args: 'a.o lib.a libc.so',
    check: (module) => expect(importNames(module)).toEqual(['env.host', 'env.sbrk']),
  },
  {
    name: 'an .imports file beside an archive lists what the host has',
    objects: [host()],
    members: [unused],
    files: { 'lib.imports': '# of the host\nhost\n\n' },
    args: 'a.o lib.a',
    check: (module) => expect(importNames(module)).toEqual(['env.host']),
  },
  {
    name: 'what stands behind # is a remark, in an .imports file and in a stub library',
    objects: [host('#host')],
    members: [unused],
    files: { 'lib.imports': '#host\n', 'libc.so': '#STUB\n#host\n' },
    args: 'a.o lib.a libc.so',
    refused: [['undefined-symbol', /^a\.o: undefined symbol: #host$/]],
  },
];

describeLinks('extraction', extraction);
describeLinks('forms of archives', forms);
describeLinks('stub libraries', stubs);

describe('files beside archives', () => {
  const archive = {
    name: 'dir/lib.a',
    bytes: archiveOf([{ functions: [{ name: 'f', type: returnsI32, flags: exported }] }]),
  };

  test('an .imports file that cannot be read is an error', () => {
    const files = { exists: () => true, read: () => 'Is a directory' };
    const { diagnostics } = link([archive], { entry: undefined, files });
    expect(diagnostics).toEqual([
      {
        code: 'cannot-open-file',
        severity: 'error',
        message: 'cannot open dir/lib.imports: Is a directory',
        object: 'dir/lib.imports',
      },
    ]);
  });
});
