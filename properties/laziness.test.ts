import { expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { TargetStats } from '../src/targets/target.ts';
import { exampleScenario } from './example-scenario.ts';
import { laziness } from './laziness.ts';
import { scenarioSubject } from './subject.ts';

/** A module with a code section of 4 bytes, a custom section of 3 and a memory section of 3. */
const bytes = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 0, 1, 10, 4, 1, 2, 0, 0x0b, 0, 3, 1, 0x78, 7]);

test.each([
  ['holds when all that was parsed is marked', {}, { kind: 'holds' }],
  ['holds when all that comes out was copied', { bytesCopied: 7 }, { kind: 'holds' }],
  ['fails when one more atom was parsed', { atomsParsed: 6 }, { kind: 'fails', key: 'atoms' }],
  ['fails when more was copied than comes out', { bytesCopied: 8 }, { kind: 'fails', key: 'bytes' }],
])('laziness %s', async (_, changed: Partial<TargetStats>, verdict) => {
  const stats = { atomsParsed: 5, atomsMarked: 5, relocationsVisited: 0, bytesCopied: 0, ...changed };
  const target = cannedTarget('lazy', () => ({ kind: 'linked', bytes, messages: [], stats }));
  expect(await laziness.check(scenarioSubject(exampleScenario, { target }))).toMatchObject(verdict);
});

test.each([
  ['holds when each atom is told once', [0, 8], 'holds'],
  ['fails when one is told twice', [8, 0, 8], 'fails'],
])('laziness %s', async (_, begins, kind) => {
  const stats = { atomsParsed: begins.length, atomsMarked: begins.length, relocationsVisited: 0, bytesCopied: 0 };
  const ranges = begins.map((begin) => ({ object: 'a.o', sectionIndex: 3, begin, end: begin + 4, first: 0, last: 0 }));
  const target = cannedTarget('lazy', () => ({ kind: 'linked', bytes, messages: [], stats, ranges }));
  expect(await laziness.check(scenarioSubject(exampleScenario, { target }))).toMatchObject({ kind });
});
