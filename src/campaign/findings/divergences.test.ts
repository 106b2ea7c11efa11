import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { properties } from '../../../properties/index.ts';
import { TargetMissingError } from '../../targets/target.ts';
import { readCorpusCase } from '../corpora/corpus.ts';
import { verifyDivergences } from '../corpora/verify-divergences.ts';
import type { Harness } from '../engine/harness.ts';
import { RangeRunner } from '../engine/range-runner.ts';
import { slotLength } from '../engine/tasks.ts';
import { harness } from '../linksmith-harness.ts';
import { type Divergence, divergenceCase, divergenceOf, divergencesFile, readDivergences } from './divergences.ts';
import type { ReplaySurroundings } from './replay.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const entry: Divergence = {
  key: 'slow-sums',
  targets: { 'wasm-ld-22': 'LLD 22' },
  property: 'differential',
  failure: 'custom.*',
  features: ['weak'],
  reason: 'it is said here why nobody is wrong',
  reference: 'Linking.md',
  date: '2026-11-25',
};
const failure = { property: 'differential', key: 'custom.missing', features: ['alias', 'weak'] };
const target = { linker: 'wasm-ld-22', version: 'Debian LLD 22.1.8' };

describe('divergenceOf', () => {
  test.each<readonly [string, object, object, boolean]>([
    ['what fits', {}, {}, true],
    ['another property', { property: 'layout' }, {}, false],
    ['another key', { key: 'import.missing' }, {}, false],
    ['a case without its features', { features: ['alias'] }, {}, false],
    ['another linker', {}, { linker: 'wasm-ld-19' }, false],
    ['another version', {}, { version: 'LLD 23.0.0' }, false],
  ])('%s', (_, failureChange, targetChange, matches) => {
    const found = divergenceOf({ ...failure, ...failureChange }, { target: { ...target, ...targetChange } }, [entry]);
    expect(found).toBe(matches ? entry : undefined);
  });

  test.each<readonly [string, string, boolean]>([
    ['custom.more', 'custom.missing', true],
    ['custom.missing', 'custom.more', true],
    ['custom.more', 'custom.more', false],
    ['custom.bytes', 'custom.bytes', true],
  ])('%s of a linker that is compared with one that has %s', (key, known, matches) => {
    const comparison = { target: { linker: 'lazy', version: 'linksmith' }, others: [target] };
    const entries = [{ ...entry, failure: known }];
    expect(divergenceOf({ ...failure, key }, comparison, entries) !== undefined).toBe(matches);
    expect(
      divergenceOf({ ...failure, key, property: 'layout' }, comparison, [{ ...entries[0]!, property: 'layout' }]),
    ).toBe(undefined);
  });

  test('takes a key without * as it is', () => {
    expect(divergenceOf(failure, { target }, [{ ...entry, failure: 'custom' }])).toBeUndefined();
    expect(divergenceOf(failure, { target }, [{ ...entry, failure: 'custom.missing' }])).toBeDefined();
  });
});

const stored = (file: unknown): string => {
  const folder = mkdtempSync(join(tmpdir(), 'linksmith-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'corpus'));
  writeFileSync(divergencesFile(folder), JSON.stringify(file));
  return folder;
};

describe('readDivergences', () => {
  test.each<readonly [string, unknown, RegExp]>([
    ['a key twice', { schemaVersion: 1, divergences: [entry, entry] }, /a key repeats/],
    ['no reason', { schemaVersion: 1, divergences: [{ ...entry, reason: '' }] }, /at divergences\.0\.reason/],
    [
      'a date that is none',
      { schemaVersion: 1, divergences: [{ ...entry, date: 'today' }] },
      /at divergences\.0\.date/,
    ],
    ['no target', { schemaVersion: 1, divergences: [{ ...entry, targets: {} }] }, /at divergences\.0\.targets/],
  ])('refuses %s', (_, file, message) => {
    expect(() => readDivergences(stored(file))).toThrow(message);
  });
  test('gives none where there is no file', () => {
    expect(readDivergences('/no/such/folder')).toEqual([]);
  });
});

/** Judges in this thread. */
function surroundingsOf(change: Partial<Harness> = {}): ReplaySurroundings {
  const changed = { ...harness, ...change };
  const runner = new RangeRunner(changed);
  const notAsked = () => Promise.reject(new Error('not asked'));
  return {
    harness: changed,
    pool: {
      jobs: 1,
      silenceLimitMs: 1_000,
      runRange: notAsked,
      describe: notAsked,
      evaluate: async (task) => ({ kind: 'done', value: await runner.evaluate(task, new Int32Array(slotLength)) }),
    },
  };
}

describe('the known divergences', () => {
  const known = readDivergences(root);

  test.each(known)('$key has its case, of a property that there is', async ({ key, property, failure: wanted }) => {
    const { case: example } = await readCorpusCase(divergenceCase(root, key));
    expect(properties.map(({ name }) => name)).toContain(property);
    expect(example.property).toBe(property);
    expect(example.signature.key.startsWith(wanted.replace(/\*$/, ''))).toBe(true);
  });

  test.each(known)(
    '$key still differs, or its linker is not here',
    async (one) => {
      const verdicts = await verifyDivergences([one], root, surroundingsOf());
      expect(verdicts.filter(({ kind }) => kind === 'no-longer-matches')).toEqual([]);
    },
    60_000,
  );
});

describe('verifyDivergences', () => {
  const [first] = readDivergences(root);
  const verify = (change: Partial<Divergence>, harnessChange: Partial<Harness> = {}) =>
    verifyDivergences([{ ...first!, ...change }], root, surroundingsOf(harnessChange));

  test('fails for an entry whose case is missing', async () => {
    expect(await verify({ key: 'nobody-knows' })).toMatchObject([{ kind: 'no-longer-matches' }]);
  });
  test('fails for an entry that its case does not show', async () => {
    // The case compares with a linker that does the same as the one that is asked.
    const same = { openTarget: (name: string) => harness.openTarget(name.replace(/^wasm-ld.*/, 'lazy')) };
    const verdicts = await verify({ targets: { lazy: 'linksmith' } }, same);
    expect(verdicts).toMatchObject([{ kind: 'no-longer-matches', detail: 'differential not-applicable' }]);
  });
  test('does not judge what is not here, or is here in another version', async () => {
    const openTarget = () => Promise.reject(new TargetMissingError('it is not here'));
    expect(await verify({}, { openTarget })).toMatchObject([{ kind: 'not-here', detail: 'it is not here' }]);
    expect(await verify({ targets: { lazy: 'LLD 99' } })).toMatchObject([{ kind: 'not-here' }]);
  });
});
