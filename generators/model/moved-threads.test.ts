/** When a program on paper may look at thread-local data of a module that is moved, and through pointers in it. */
import { describe, expect, test } from 'vitest';
import type { Expression, LinkOptions, Place } from '../scenario/scenario.ts';
import {
  dataSymbol,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
} from '../scenario-parts.fixture.ts';
import { expectationOf } from './expect.ts';

const initTls = '__wasm_init_tls';
const block: Place = { from: 'symbol', symbol: 'block', addend: 0, how: 'got' };
const named = (name: string, how: 'tls' | 'got'): Place => ({ from: 'symbol', symbol: name, addend: 0, how });
const load = (place: Place): Expression => ({ op: 'load', place, bytes: 4 });
const through = (name: string): Expression => load({ from: 'memory', at: named(name, 'tls'), plus: 0 });

/** A thread's own: `own`, and pointers to it and to what all threads share. */
const site = (target: string) => [{ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: target, addend: 0 }] as const;
const threadLocal = { threadLocal: 'flag' } as const;
const hidden = { hidden: true };

function outcomes(looks: Expression, options: Partial<LinkOptions>) {
  const main = object('a.o', {
    functions: [
      returning('look', looks),
      {
        ...returning('start', 0),
        body: { statements: [{ op: 'start-thread', symbol: initTls, block }] },
        signature: { parameters: [], results: [] },
      },
    ],
    segments: [
      segment('own', '05000000', threadLocal),
      segment('seen', '06000000', threadLocal),
      segment('toOwn', '00000000', { sites: site('own'), ...threadLocal }),
      segment('toShared', '00000000', { sites: site('shared'), ...threadLocal }),
      segment('shared', '07000000'),
      segment('block', '00'.repeat(32), { name: '.bss.block' }),
    ],
    symbols: [
      functionSymbol('look'),
      functionSymbol('start'),
      symbol(initTls, { kind: 'undefined-function', signature: { parameters: ['i32'], results: [] } }),
      dataSymbol('seen', 'seen'),
      ...['own', 'toOwn', 'toShared', 'shared', 'block'].map((name) => ({ ...dataSymbol(name, name), ...hidden })),
    ],
  });
  const scenario = scenarioOf([main], {
    sharedMemory: true,
    checkFeatures: false,
    importMemory: true,
    exports: ['look', 'start'],
    ...options,
  });
  const calls = ['look', 'start', 'look'].map((name) => ({ export: name, arguments: [] }));
  const { calls: made } = expectationOf({ ...scenario, probes: calls });
  return [made[0]!, made[2]!].map(({ outcome }) => (outcome.kind === 'returns' ? outcome.value : outcome.kind));
}

describe('what is seen of thread-local data before a thread is started, and after', () => {
  const shared = { shared: true };
  const told = { shared: true, exports: ['look', 'start', '__tls_base'] };
  const rows: readonly (readonly [string, Expression, Partial<LinkOptions>, readonly (number | string)[]])[] = [
    ['the data, from the base', load(named('own', 'tls')), shared, [5, 5]],
    ['the data, from an entry of the module', load(named('own', 'got')), shared, ['indeterminate', 5]],
    ['the data, from an entry of the loader', load(named('seen', 'got')), told, [6, 6]],
    ['the same, and the loader knows no base', load(named('seen', 'got')), shared, ['indeterminate', 'indeterminate']],
    ['what others may define, from the base', load(named('seen', 'tls')), told, ['indeterminate', 'indeterminate']],
    ['through a pointer to what is shared', through('toShared'), shared, ['indeterminate', 7]],
    ['through a pointer to the thread itself', through('toOwn'), shared, ['indeterminate', 5]],
    ['the same where nothing is moved', through('toOwn'), {}, ['indeterminate', 'indeterminate']],
    ['to what is shared where nothing is moved', through('toShared'), {}, [7, 7]],
  ];
  test.each(rows)('%s', (_, looks, options, expected) => {
    expect(outcomes(looks, options)).toEqual(expected);
  });
});
