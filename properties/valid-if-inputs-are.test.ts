import { describe, expect, test } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import type { LinkJob } from '../src/targets/target.ts';
import { encodeObject, relocationKindNamed } from '../src/wasm/index.ts';
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

  test.each([
    ['FUNCTION_INDEX_LEB', true],
    ['TYPE_INDEX_LEB', false],
  ])('a call with a relocation %s is sound: %s, even where the index would do', (kindName, sound) => {
    const kind = relocationKindNamed(kindName)!;
    const object = encodeObject({
      types: [
        { parameters: [], results: [] },
        { parameters: [], results: [0x7f] },
      ],
      functions: [0, 0],
      bodies: [Uint8Array.of(0, 0x0b), Uint8Array.of(0, 0x10, 0x80, 0x80, 0x80, 0x80, 0, 0x0b)],
      linking: { symbols: [{ kind: 'function', flags: 0, name: 'f', index: 0, offset: 0, size: 0 }] },
      relocations: [{ of: 'code', entries: [{ kind, item: 1, offset: 2, index: 0, addend: 0n }] }],
    });
    expect(isSound(object)).toBe(sound);
  });
});
