/**
 * Names of D: mangled names, and what LLVM 19's `demangle` makes of them.
 * A name that is no mangled one stays as it is.
 */
import { describe, expect, test } from 'vitest';
import { demangle } from './demangle.ts';

const unchanged = undefined;

type Row = readonly [mangled: string, demangled: string | undefined];

const areas: readonly { readonly area: string; readonly rows: readonly Row[] }[] = [
  {
    area: 'names',
    rows: [
      ['_Dmain', 'D main'],
      ['_D3fooi', 'foo'],
      ['_D3fooZ', 'foo'],
      ['_D3foo3bari', 'foo.bar'],
      ['_D3foo3bar3bazZ', 'foo.bar.baz'],
      ['_D8demangle4testi', 'demangle.test'],
      ['_D4test6__initZ', 'initializer for test'],
      ['_D4test6__vtblZ', 'vtable for test'],
      ['_D4test7__ClassZ', 'ClassInfo for test'],
      ['_D4test11__InterfaceZ', 'Interface for test'],
      ['_D4test12__ModuleInfoZ', 'ModuleInfo for test'],
      ['_D6__initZ', 'initializer for'],
      ['_D4test6__inita', unchanged],
      ['_D4test6__initi', 'test.__init'],
      ['_D4test03fooi', 'test.foo'],
      ['_D0004testi', 'test'],
      ['_D4test4__S13fooi', 'test.foo'],
      ['_D4test5__Sabi', 'test.__Sab'],
      ['_D3foo3barQii', 'foo.bar.foo'],
      ['_D3fooQei', 'foo.foo'],
      ['_D3fooiQb', unchanged],
      ['_D3foo1iQc', unchanged],
      ['_D3fooZx', unchanged],
      ['__D3fooi', 'foo'],
      ['._D3fooi', '.foo'],
      ['_D', unchanged],
      ['_D3', unchanged],
      ['_D3fo', unchanged],
      ['_D3foo', unchanged],
      ['_D3foov', unchanged],
      ['_D3fooQ', unchanged],
      ['_D3fooQai', unchanged],
      ['_D3fooQzzi', unchanged],
      ['_D4294967296fooi', unchanged],
      ['_D0', unchanged],
      ['_D26abcdefghijklmnopqrstuvwxyz3barQBgi', 'abcdefghijklmnopqrstuvwxyz.bar.abcdefghijklmnopqrstuvwxyz'],
      ['_D1aQ_', unchanged],
      ['_D0Z', unchanged],
      ['_DQai', unchanged],
      ['_D4__S110__S1234567Qb3__Si', unchanged],
      ['_D1aQBBBBi', unchanged],
      ['_D0003fooi', 'foo'],
      ['_D5a__S13fooi', 'a__S1.foo'],
      ['_D3fooQbi', unchanged],
      ['_D1i3fooQf', 'i.foo'],
    ],
  },
];

describe.each(areas)('$area', ({ rows }) => {
  test.each(rows)('%s', (mangled, demangled) => {
    expect(demangle(mangled)).toBe(demangled ?? mangled);
  });
});
