import { describe, expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkJob, LinkOutcome, RangeAnswer } from '../src/targets/target.ts';
import { decodeObject, type RelocationList, type WasmObject } from '../src/wasm/index.ts';
import { exampleScenario } from './example-scenario.ts';
import { firstSeed } from './sampling.ts';
import { boundarySample, listSample, scan, searchEqualsScan } from './search-equals-scan.ts';
import { scenarioSubject } from './subject.ts';

type Search = (list: RelocationList, begin: number, end: number) => readonly [first: number, last: number];
const soundSearch: Search = (list, begin, end) => [list.lowerBound(begin), list.lowerBound(end)];

/** Answers for every function but the dead one, and every segment, of main.o. */
function answersOf(object: WasmObject, search: Search): RangeAnswer[] {
  return object.sections.flatMap(({ id, index, relocations }) => {
    const atoms = id === 10 ? object.code.filter((_, i) => i !== 2) : id === 11 ? object.data : [];
    return atoms.map(({ offset, bytes }) => {
      const end = offset + bytes.length;
      const [first, last] = search(relocations, offset, end);
      return { object: 'main.o', sectionIndex: index, begin: offset, end, first, last };
    });
  });
}

/** The case gets both kinds of variants. */
const boundarySeed = firstSeed({ ...boundarySample, every: boundarySample.every * listSample.every });
const plainSeed = firstSeed(boundarySample, false);

interface Linker {
  /** What it says of an object whose lists it cannot take. */
  readonly whenOutOfOrder?: LinkOutcome;
  readonly whenInTwoSections?: LinkOutcome;
  readonly eagerBytes?: Uint8Array;
  readonly search?: Search;
  readonly change?: (answer: RangeAnswer) => RangeAnswer;
  readonly bytes?: (job: LinkJob) => Uint8Array;
}

const refused: LinkOutcome = { kind: 'rejected', messages: ['error: relocations not in offset order'] };

function check(linker: Linker, seed = plainSeed) {
  const { search = soundSearch, change = (answer) => answer, bytes = () => new Uint8Array() } = linker;
  const target = cannedTarget('lazy', (job) => {
    const object = orderedObject(job);
    if (object === undefined) return linker.whenOutOfOrder ?? refused;
    if (listCount(object) > 2 && linker.whenInTwoSections) return linker.whenInTwoSections;
    return { kind: 'linked', bytes: bytes(job), messages: [], ranges: answersOf(object, search).map(change) };
  });
  const { eagerBytes } = linker;
  const eager = cannedTarget('eager', () => ({ kind: 'linked', bytes: eagerBytes!, messages: [] }));
  const others = new Map(eagerBytes ? [['eager', eager]] : []);
  return searchEqualsScan.check(scenarioSubject(exampleScenario, { target, seed, others }));
}

function orderedObject({ files }: LinkJob): WasmObject | undefined {
  try {
    return decodeObject(files.get('main.o')!);
  } catch {
    return undefined;
  }
}

const listCount = ({ sections }: WasmObject): number =>
  sections.filter(({ name }) => name?.startsWith('reloc.')).length;

describe('search-equals-scan', () => {
  test('holds for a sound search, also where a site begins at the end of an atom', async () => {
    expect(await check({})).toEqual({ kind: 'holds' });
    expect(await check({}, boundarySeed)).toEqual({ kind: 'holds' });
  });

  const moved = (field: keyof RangeAnswer, by: number) => (answer: RangeAnswer) => ({
    ...answer,
    [field]: (answer[field] as number) + by,
  });
  test.each([
    ['an end that is one relocation late', { change: moved('last', 1) }, 'last'],
    ['a beginning that is one relocation early', { change: moved('first', -1) }, 'first'],
    ['bounds that are one byte wide of the atom', { change: moved('end', 1) }, 'bounds'],
    ['a section that has no such list', { change: moved('sectionIndex', 99) }, 'section'],
    [
      'an object that is none of the inputs',
      { change: (answer: RangeAnswer) => ({ ...answer, object: 'x.o' }) },
      'object',
    ],
    [
      'a search that skips what begins with the atom',
      {
        search: (list: RelocationList, begin: number, end: number) =>
          [list.lowerBound(begin + 8), list.lowerBound(end)] as const,
      },
      'first',
    ],
  ])('fails for %s', async (_, linker, key) => {
    expect(await check(linker)).toMatchObject({ kind: 'fails', key });
  });

  test('fails for an end that is one byte wide, which only a site at the end of an atom shows', async () => {
    const search: Search = (list, begin, end) => [list.lowerBound(begin), list.lowerBound(end + 1)];
    expect(await check({ search }, plainSeed)).toEqual({ kind: 'holds' });
    expect(await check({ search }, boundarySeed)).toMatchObject({ kind: 'fails', key: 'site-at-end.last' });
  });

  test('fails when a site in a dead function changes the output', async () => {
    const bytes = ({ files }: LinkJob) => Uint8Array.of(files.get('main.o')!.length);
    expect(await check({ bytes }, boundarySeed)).toMatchObject({ kind: 'fails', key: 'site-at-end.output' });
  });

  test.each<[string, Linker, string]>([
    [
      'lists out of order are accepted',
      { whenOutOfOrder: { kind: 'linked', bytes: new Uint8Array(), messages: [] } },
      'out-of-order.linked',
    ],
    ['a list in two sections is refused', { whenInTwoSections: refused }, 'in-two-sections.outcome.linked.rejected'],
    ['eager atoms take a site at their end', { eagerBytes: Uint8Array.of(1) }, 'site-at-end.eager.bytes.header'],
  ])('fails when %s', async (_, linker, key) => {
    expect(await check(linker, plainSeed)).toEqual({ kind: 'holds' });
    expect(await check(linker, boundarySeed)).toMatchObject({ kind: 'fails', key });
  });

  test('does not apply to a target that does not tell its searches', async () => {
    const target = cannedTarget('wasm-ld', () => ({ kind: 'linked', bytes: new Uint8Array(), messages: [] }));
    expect(await searchEqualsScan.check(scenarioSubject(exampleScenario, { target }))).toMatchObject({
      kind: 'not-applicable',
    });
  });
});

test('scan counts by looking at every relocation', () => {
  const list = { length: 4, offsets: Uint32Array.of(2, 5, 5, 9) } as RelocationList;
  expect(scan(list, 0, 10)).toEqual({ first: 0, last: 4 });
  expect(scan(list, 5, 9)).toEqual({ first: 1, last: 3 });
  expect(scan(list, 6, 6)).toEqual({ first: 3, last: 3 });
});
