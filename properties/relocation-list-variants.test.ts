import { expect, test } from 'vitest';
import type { Expression, Site } from '../generators/scenario/scenario.ts';
import {
  dataSymbol,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
} from '../generators/scenario-parts.fixture.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkJob, LinkOutcome } from '../src/targets/target.ts';
import { DecodeError, decodeObject } from '../src/wasm/index.ts';
import { checkLists } from './relocation-list-variants.ts';
import { scenarioSubject } from './subject.ts';

const load: Expression = { op: 'load', bytes: 4, place: { from: 'symbol', symbol: 'd', addend: 8, how: 'sleb' } };
const sites = (kind: Site['kind'], symbol: string): Site[] =>
  [0, 4].map((offset) => ({ offset, kind, symbol, addend: 0 }));

/** Two relocations of code, of data and of a custom section. */
const scenario = scenarioOf([
  object('main.o', {
    functions: [returning('main', { op: 'mix', terms: [load, load] })],
    segments: [segment('d', '000000000000000007000000', { sites: sites('MEMORY_ADDR_I32', 'd') })],
    customSections: [{ id: 'c', name: 'notes', bytes: '0000000000000000', sites: sites('MEMORY_ADDR_I32', 'd') }],
    symbols: [functionSymbol('main'), dataSymbol('d', 'd', 0, 12)],
  }),
]);

const linked: LinkOutcome = { kind: 'linked', bytes: new Uint8Array(), messages: [] };

/** What is wrong with main.o: the name of a section. */
function faultySection({ files }: LinkJob): string | undefined {
  try {
    decodeObject(files.get('main.o')!);
    return undefined;
  } catch (error) {
    return error instanceof DecodeError ? error.section : String(error);
  }
}

function check(accepted?: string) {
  const seen: (string | undefined)[] = [];
  const target = cannedTarget('lazy', (job) => {
    const section = faultySection(job);
    seen.push(section);
    return section === undefined || section === accepted ? linked : { kind: 'rejected', messages: ['out of order'] };
  });
  return { seen, verdict: checkLists(scenarioSubject(scenario, { target }), linked) };
}

test('holds for a linker that refuses each of the lists', async () => {
  const { seen, verdict } = check();
  expect(await verdict).toEqual({ kind: 'holds' });
  expect(seen).toEqual(['reloc.CODE', 'reloc.DATA', 'reloc.notes', undefined]);
});

test.each(['reloc.CODE', 'reloc.DATA', 'reloc.notes'])(
  'fails for a linker that accepts %s out of order',
  async (name) => {
    expect(await check(name).verdict).toMatchObject({ kind: 'fails', key: 'out-of-order.linked' });
  },
);
