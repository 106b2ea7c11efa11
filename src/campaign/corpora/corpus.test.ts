import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { harness, valuesAt } from '../engine/toy-harness.fixture.ts';
import { WorkerPool } from '../engine/worker-pool.ts';
import { findingWith } from '../findings/finding.fixture.ts';
import { type FindingFolder, StoredDataError } from '../findings/finding.ts';
import { replayFinding, replayPlace } from '../findings/replay.ts';
import { compiled } from '../real/compiled.fixture.ts';
import { addToCorpus, readCorpus, verifyCases } from './corpus.ts';

let pool: WorkerPool;

beforeAll(async () => {
  pool = new WorkerPool({
    jobs: 1,
    harness: (await compiled('src/campaign/engine/toy-harness.fixture.ts')).href,
    worker: await compiled('src/campaign/engine/worker.ts'),
    silenceLimitMs: 1_500,
  });
}, 60_000);
afterAll(() => pool.close());

const thirteen = (change: Partial<FindingFolder> = {}): FindingFolder => ({
  finding: findingWith({
    property: 'sum-is-right',
    target: { name: 'bad', version: '1.0' },
    signature: { target: 'bad', property: 'sum-is-right', key: 'off-by-2', features: ['odd'] },
    index: 1,
    message: 'expected 13, got 15\nand more',
    job: { args: ['--toy', 'a.o'], files: [] },
  }),
  scenario: { values: [13] },
  original: { values: [13, 13] },
  inputs: new Map([['a.o', Uint8Array.of(13)]]),
  outputs: new Map(),
  ...change,
});

describe('the corpus', () => {
  it('keeps a finding as a value with where it came from, once', async () => {
    const directory = await temporaryFolder();
    const { path, added } = await addToCorpus(directory, thirteen(), { commit: 'abc', note: '' });
    expect(added).toBe(true);
    expect(await addToCorpus(directory, thirteen(), { commit: 'later', note: '' })).toEqual({ path, added: false });
    const [stored] = await readCorpus(directory);
    expect(stored).toMatchObject({
      path,
      case: {
        property: 'sum-is-right',
        commit: 'abc',
        seed: 7,
        index: 1,
        note: 'expected 13, got 15',
        scenario: { values: [13] },
      },
    });
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('says which case fails on which target', async () => {
    const directory = await temporaryFolder();
    await addToCorpus(directory, thirteen(), { commit: 'abc', note: 'n' });
    const told: string[] = [];
    const onResult = ({ target, result }: { target: string; result: { fails: boolean } }) =>
      told.push(`${target} ${result.fails}`);
    const verdicts = await verifyCases(await readCorpus(directory), ['good', 'bad'], { pool, harness, onResult });
    expect(verdicts.map(({ target, result }) => [target, result.fails])).toEqual([
      ['good', false],
      ['bad', true],
    ]);
    expect(told).toEqual(['good false', 'bad true']);
  });

  it.each<[string, (path: string) => Promise<void>, RegExp]>([
    ['is not there', (path) => rm(join(path, '..'), { recursive: true }), /there is no corpus/],
    [
      'has a case that is cut',
      async (path) => writeFile(path, (await readFile(path, 'utf8')).slice(0, 40)),
      /not JSON/,
    ],
    ['has a case without scenario', (path) => writeFile(path, '{"schemaVersion":1}'), /not as its schema says/],
  ])('is refused when it %s', async (_, spoil, message) => {
    const directory = join(await temporaryFolder(), 'regressions');
    const { path } = await addToCorpus(directory, thirteen(), { commit: 'abc', note: 'n' });
    await spoil(path);
    await expect(readCorpus(directory)).rejects.toThrow(message);
  });

  it('names the file whose scenario is none', async () => {
    const directory = join(await temporaryFolder(), 'regressions');
    const { path } = await addToCorpus(directory, thirteen(), { commit: 'abc', note: 'n' });
    const refusing = {
      ...harness,
      parseScenario: () => {
        throw new StoredDataError('not a scenario: title: missing');
      },
    };
    const verifying = verifyCases(await readCorpus(directory), ['good'], { pool, harness: refusing });
    await expect(verifying).rejects.toThrow(new StoredDataError(`${path}: not a scenario: title: missing`));
  });

  it('refuses a finding that has no scenario', async () => {
    const adding = addToCorpus(await temporaryFolder(), thirteen({ scenario: null }), { commit: '', note: '' });
    await expect(adding).rejects.toThrow('no scenario');
  });
});

describe('replayFinding', () => {
  it('fails on the target that has the bug and holds on one that has not', async () => {
    expect(await replayFinding(thirteen(), { pool, harness })).toEqual({
      fails: true,
      target: 'bad',
      verdicts: [{ property: 'sum-is-right', kind: 'fails', key: 'off-by-2', detail: 'expected 13, got 15' }],
    });
    expect(await replayFinding(thirteen(), { pool, harness, target: 'good' })).toMatchObject({
      fails: false,
      target: 'good',
    });
  });

  it('links the stored inputs, not what the scenario is lowered to today', async () => {
    const stored = thirteen({ inputs: new Map([['a.o', Uint8Array.of(6, 7)]]) });
    expect(await replayFinding(stored, { pool, harness })).toMatchObject({ fails: false });
  });

  it('replays by place what has no scenario, and survives what hangs', async () => {
    const bad = Array.from({ length: 100 }, (_, index) => index).find((index) => valuesAt(7, index).includes(13))!;
    const base = thirteen({ scenario: null });
    const at = (target: string, index: number) =>
      replayFinding(
        { ...base, finding: { ...base.finding, target: { name: target, version: '' }, index } },
        { pool, harness },
      );
    expect(await at('bad', bad)).toMatchObject({ fails: true });
    expect(await at('hangs', bad)).toMatchObject({
      fails: true,
      verdicts: [{ property: 'case-ends', key: 'timed-out' }],
    });
    expect(await at('exits', bad)).toMatchObject({
      fails: true,
      verdicts: [{ property: 'case-ends', key: 'crashed' }],
    });
    expect(await at('good', bad)).toMatchObject({ fails: false });
  });

  it('names a missing target, and a scenario that is none', async () => {
    const place = { profile: 'default', seed: 7, index: 0 };
    await expect(replayPlace(place, { pool, harness, target: 'nobody' })).rejects.toThrow('nobody is not a target');
    expect(() => replayFinding(thirteen({ scenario: 5 }), { pool, harness })).toThrow('not a toy scenario');
  });
});
