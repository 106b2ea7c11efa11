import { describe, expect, test } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import type { LinkJob } from '../src/targets/target.ts';
import { exampleScenario } from './example-scenario.ts';
import { jobSubject } from './subject.ts';
import { isSound, validIfInputsAre } from './valid-if-inputs-are.ts';

const lazy = openTarget('lazy');
const job = lower(exampleScenario);

/** The first place of these bytes in `main.o` is written over. */
function changed(from: readonly number[], to: readonly number[]): LinkJob {
  const bytes = job.files.get('main.o')!.slice();
  const at = Buffer.from(bytes).indexOf(Buffer.from(from));
  expect(at).toBeGreaterThan(0);
  bytes.set(to, at);
  return { ...job, files: new Map([...job.files, ['main.o', bytes]]) };
}

/** A constant of another type, in a function that nothing uses. */
const illTyped = changed([0x41, 0xe3, 0, 0x0b], [0x42]);
const answer = [0x41, 42, 0x0b];

const wrong = doctoredTarget(lazy, (outcome) => {
  if (outcome.kind !== 'linked') return outcome;
  const bytes = outcome.bytes.slice();
  bytes.set([0x42], Buffer.from(bytes).indexOf(Buffer.from(answer)));
  return { ...outcome, bytes };
});

describe('valid-if-inputs-are', () => {
  test.each([
    ['holds for sound objects', job, lazy, 'holds'],
    ['fails when the linker spoils a constant', job, wrong, 'fails'],
    ['does not ask for more than the object gave', illTyped, lazy, 'not-applicable'],
  ] as const)('%s', async (_, given, target, kind) => {
    expect(await validIfInputsAre.check(jobSubject(given, { target }))).toMatchObject({ kind });
  });

  test('an object is sound when its relocations say all that has to be moved', () => {
    expect([...job.files.values()].every(isSound)).toBe(true);
    expect(isSound(illTyped.files.get('main.o')!)).toBe(false);
    const withoutRelocations = changed([...Buffer.from('reloc.CODE')], [...Buffer.from('reloc_CODE')]);
    expect(isSound(withoutRelocations.files.get('main.o')!)).toBe(false);
  });
});
