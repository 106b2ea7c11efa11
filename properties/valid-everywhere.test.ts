import { describe, expect, test } from 'vitest';
import { parseModuleText } from '../src/observe/text-format.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { exampleScenario } from './example-scenario.ts';
import { firstSeed } from './sampling.ts';
import { scenarioSubject } from './subject.ts';
import { validEverywhere } from './valid-everywhere.ts';
import { binaryenSample, validInBinaryen } from './valid-in-binaryen.ts';

const subjectOf = (bytes: Uint8Array, seed = firstSeed(binaryenSample)) =>
  scenarioSubject(exampleScenario, {
    target: cannedTarget('canned', () => ({ kind: 'linked', bytes, messages: [] })),
    seed,
  });

/** A function that returns an i32, with the type of its constant changed. */
const withWrongConstant = async () => {
  const bytes = await parseModuleText('(module (func (result i32) i32.const 1))');
  bytes[bytes.indexOf(0x41)] = 0x42;
  return bytes;
};

describe.each([validEverywhere, validInBinaryen])('$name', (property) => {
  test('holds for a valid module', async () => {
    expect(await property.check(subjectOf(await parseModuleText('(module (memory 1))')))).toEqual({ kind: 'holds' });
  });
  test('holds for a module that this V8 may not know', async () => {
    expect(await property.check(subjectOf(await parseModuleText('(module (memory i64 1))')))).toEqual({
      kind: 'holds',
    });
  });
  test('fails for a wrong type, with a key that holds no numbers', async () => {
    const verdict = await property.check(subjectOf(await withWrongConstant()));
    expect(verdict).toMatchObject({ kind: 'fails', key: expect.stringMatching(/^(v8|binaryen)\.[a-z-]+$/) });
  });
  test('fails for a module cut short', async () => {
    const bytes = await withWrongConstant();
    expect(await property.check(subjectOf(bytes.subarray(0, bytes.length - 3)))).toMatchObject({ kind: 'fails' });
  });
  test('does not apply to a refusal', async () => {
    const target = cannedTarget('canned', () => ({ kind: 'rejected', messages: ['no'] }));
    expect(await property.check(scenarioSubject(exampleScenario, { target }))).toMatchObject({
      kind: 'not-applicable',
    });
  });
});

test('binaryen is asked for the sampled cases only', async () => {
  const bytes = await withWrongConstant();
  const seed = firstSeed(binaryenSample, false);
  expect(await validInBinaryen.check(subjectOf(bytes, seed))).toMatchObject({ kind: 'not-applicable' });
});
