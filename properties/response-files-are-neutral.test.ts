import { expect, test } from 'vitest';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { inProcessTarget } from '../src/targets/in-process.ts';
import type { LinkJob, Target } from '../src/targets/target.ts';
import { exampleScenario, refusedScenario } from './example-scenario.ts';
import { responseFileSample, responseFilesAreNeutral } from './response-files-are-neutral.ts';
import { firstSeed, isSampled } from './sampling.ts';
import { scenarioSubject } from './subject.ts';

const lazy = inProcessTarget('lazy');
const seeds = Array.from({ length: 200 }, (_, seed) => seed).filter((seed) => isSampled(seed, responseFileSample));

/** A linker that gets another inner file. */
const misreading = (change: (inner: string) => string): Target => ({
  ...doctoredTarget(lazy, (outcome) => outcome),
  link(job: LinkJob) {
    const inner = job.files.get('inner.rsp');
    if (inner === undefined) return lazy.link(job);
    const changed = new TextEncoder().encode(change(new TextDecoder().decode(inner)));
    return lazy.link({ ...job, files: new Map([...job.files, ['inner.rsp', changed]]) });
  },
});

const verdicts = (target: Target, scenario = exampleScenario) =>
  Promise.all(seeds.map((seed) => responseFilesAreNeutral.check(scenarioSubject(scenario, { target, seed }))));

test.each([exampleScenario, refusedScenario])(
  'holds for our linker, wherever the arguments are cut',
  async (scenario) => {
    expect(new Set((await verdicts(lazy, scenario)).map(({ kind }) => kind))).toEqual(new Set(['holds']));
  },
);

test.each([
  ['nothing of the inner file is read', () => ''],
  ['quotes stay in names', (inner: string) => inner.replaceAll('"', "'\"'")],
  ['only its first argument is read', (inner: string) => inner.split(' ')[0]!],
])('fails when %s', async (_, change) => {
  expect((await verdicts(misreading(change))).some(({ kind }) => kind === 'fails')).toBe(true);
});

test('is asked for the sampled cases only', async () => {
  const seed = firstSeed(responseFileSample, false);
  const verdict = await responseFilesAreNeutral.check(scenarioSubject(exampleScenario, { target: lazy, seed }));
  expect(verdict).toMatchObject({ kind: 'not-applicable' });
});
