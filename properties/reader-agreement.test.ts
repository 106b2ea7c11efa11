import { describe, expect, test } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import { openTarget } from '../src/targets/index.ts';
import { changedModule } from '../src/wasm/changed-module.fixture.ts';
import { decodeModule, type WasmModule } from '../src/wasm/index.ts';
import { exampleScenario } from './example-scenario.ts';
import { binaryenSample, compareWith, readerAgreement, readerSample } from './reader-agreement.ts';
import { binaryenView } from './readers/binaryen-view.ts';
import { wabtView } from './readers/wabt-view.ts';
import { firstSeed } from './sampling.ts';
import { scenarioSubject } from './subject.ts';

const lazy = openTarget('lazy');

async function example(): Promise<WasmModule> {
  const outcome = await lazy.link(lower(exampleScenario));
  if (outcome.kind !== 'linked') throw new Error(outcome.kind);
  return decodeModule(outcome.bytes);
}

describe('reader-agreement', () => {
  test.each([readerSample, binaryenSample])('holds for the objects and the output of the example', async (sample) => {
    const subject = scenarioSubject(exampleScenario, { target: lazy, seed: firstSeed(sample) });
    expect(await readerAgreement.check(subject)).toEqual({ kind: 'holds' });
  });

  /** What a decoder that is wrong would make of the example. */
  const misreadings: readonly (readonly [
    string,
    (module: WasmModule) => Partial<WasmModule>,
    string,
    string | undefined,
  ])[] = [
    [
      'a type',
      ({ functions }) => ({ functions: functions.map((type) => 1 - type) }),
      'wabt.functions',
      'binaryen.functionTypes',
    ],
    ['a missing global', () => ({ globals: [] }), 'wabt.globals', 'binaryen.globals'],
    [
      'a constant',
      ({ globals }) => ({
        globals: globals.map((global) => ({ ...global, init: { ...global.init, value: { kind: 'i32', value: 1 } } })),
      }),
      'wabt.globals',
      'binaryen.globals',
    ],
    [
      'the limits of the memory',
      ({ memories }) => ({ memories: memories.map((memory) => ({ ...memory, minimum: memory.minimum + 1n })) }),
      'wabt.memories',
      'binaryen.memories',
    ],
    [
      'a byte of the data',
      ({ data }) => ({ data: data.map((segment) => ({ ...segment, bytes: segment.bytes.slice(1) })) }),
      'wabt.data',
      'binaryen.data',
    ],
    [
      'an export',
      ({ exports }) => ({ exports: exports.map((one) => ({ ...one, index: one.index + 1 })) }),
      'wabt.exports',
      undefined,
    ],
    [
      'an element',
      ({ elements }) => ({ elements: elements.map((one) => ({ ...one, functions: [...one.functions, 0] })) }),
      'wabt.elements',
      'binaryen.elementCounts',
    ],
    [
      'where a body begins',
      ({ code }) => ({ code: code.map((body, i) => (i === 1 ? { ...body, offset: body.offset + 1 } : body)) }),
      'bodies',
      'bodies',
    ],
    [
      'the end of the last body',
      ({ code }) => ({ code: code.map((body) => ({ ...body, bytes: body.bytes.slice(0, 5) })).slice(0, 1) }),
      'bodies',
      'bodies',
    ],
  ];
  test.each(misreadings)('fails when %s is read wrongly', async (_, change, withWabt, withBinaryen) => {
    const module = await example();
    const misread = changedModule(module, change(module));
    expect(await compareWith('wabt', misread, wabtView)).toMatchObject({ kind: 'fails', key: withWabt });
    if (withBinaryen === undefined) return;
    expect(await compareWith('binaryen', misread, binaryenView)).toMatchObject({ kind: 'fails', key: withBinaryen });
  });

  test('is asked in sampled cases only', async () => {
    const subject = scenarioSubject(exampleScenario, { target: lazy, seed: firstSeed(readerSample, false) });
    expect(await readerAgreement.check(subject)).toMatchObject({ kind: 'not-applicable' });
  });
});
