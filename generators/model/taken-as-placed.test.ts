import { expect, test } from 'vitest';
import type { Place, Scenario } from '../scenario/scenario.ts';
import { archive, object, returning, scenarioOf, segment, symbol } from '../scenario-parts.fixture.ts';
import { takenAsPlaced } from './taken-as-placed.ts';

const place = (name: string, addend: number): Place => ({ from: 'symbol', symbol: name, addend, how: 'leb' });
const load = (name: string, addend: number) =>
  returning('f', { op: 'load', place: place(name, addend), bytes: 4 } as const);
const number = (address: number, binding: 'strong' | 'local' = 'strong') =>
  symbol('x', { kind: 'absolute-data', address }, binding);
const site = (addend: number) => ({ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'x', addend }) as const;
const placed = (offset: number, binding: 'strong' | 'local' = 'strong') =>
  symbol('x', { kind: 'data', segment: 'd', offset, size: 0 }, binding);

test.each<readonly [string, Scenario, Scenario | undefined]>([
  [
    'within the segment: at that offset',
    scenarioOf([object('a.o', { functions: [load('x', 1)], segments: [segment('d', '0000')], symbols: [number(2)] })]),
    scenarioOf([object('a.o', { functions: [load('x', 1)], segments: [segment('d', '0000')], symbols: [placed(2)] })]),
  ],
  [
    'behind it: the number goes into the addends',
    scenarioOf([
      object('a.o', {
        functions: [load('x', 1)],
        segments: [segment('d', '00000000', { sites: [site(5)] })],
        customSections: [{ id: 'n', name: 'n', bytes: '00000000', sites: [site(-1)] }],
        symbols: [number(64, 'local')],
      }),
    ]),
    scenarioOf([
      object('a.o', {
        functions: [load('x', 65)],
        segments: [segment('d', '00000000', { sites: [site(69)] })],
        customSections: [{ id: 'n', name: 'n', bytes: '00000000', sites: [site(63)] }],
        symbols: [placed(0, 'local')],
      }),
    ]),
  ],
  [
    'by another object, a member of an archive; a sum that 32 bits do not hold wraps',
    scenarioOf([
      object('a.o', { functions: [load('x', 1)], symbols: [symbol('x', { kind: 'undefined-data' })] }),
      archive('lib.a', object('b.o', { segments: [segment('d', '')], symbols: [number(0x7fffffff)] })),
    ]),
    scenarioOf([
      object('a.o', { functions: [load('x', -0x80000000)], symbols: [symbol('x', { kind: 'undefined-data' })] }),
      archive('lib.a', object('b.o', { segments: [segment('d', '')], symbols: [placed(0)] })),
    ]),
  ],
  ['in an object without segments: not said', scenarioOf([object('a.o', { symbols: [number(4)] })]), undefined],
])('takes an absolute symbol %s', (_, scenario, taken) => {
  expect(takenAsPlaced(scenario)).toEqual(taken);
});
