/**
 * Bounded, seeded properties: the same few generated cases for each mutant, a test each, of every profile; broken files;
 * and the relocation guard, a test for each kind. Cases are made once; that they are lowered, linked and judged is under
 * the mutant. Of 580 mutants of the linker that were killed in a sample, 15 were killed here and by no test.
 */
import { describe, expect, test } from 'vitest';
import { readGuard, relocationsIn, verifyRelocations } from '../../src/campaign/corpora/relocation-corpus.ts';
import { runCase } from '../../src/campaign/engine/case-runner.ts';
import { caseSeed } from '../../src/campaign/engine/tasks.ts';
import { harness } from '../../src/campaign/linksmith-harness.ts';
import { openTarget } from '../../src/targets/registry.ts';

const seed = 1;
/** Other programs and other readers are not what is tested here. */
const leftOut = ['differential', 'reader-agreement', 'readers-survive', 'valid-in-binaryen'];
const companions = [openTarget('lazy'), openTarget('eager')];
const countOf = (profile) => (profile === 'default' ? 12 : profile.startsWith('hostile') ? 3 : 1);

const rows = harness.profiles
  .filter((profile) => !['large', 'torture'].includes(profile))
  .flatMap((profile) => Array.from({ length: countOf(profile) }, (_, index) => ({ profile, index })));

for (const { profile, index } of rows) {
  const scenario = harness.caseAt({ profile, seed, index });
  const asked = harness.lane(profile).properties.filter((name) => !leftOut.includes(name));
  const properties = harness.properties.filter(({ name }) => asked.includes(name));

  test(`case ${index} of ${profile}`, async () => {
    const given = { job: harness.lower(scenario), scenario, seed: caseSeed(seed, index) };
    const surroundings = { target: companions[0], properties, companions, signOfLife() {} };
    const { verdicts } = await runCase(given, surroundings);
    expect(verdicts.filter(({ verdict }) => verdict.kind === 'fails')).toEqual([]);
  });
}

const guard = await readGuard(relocationsIn('.'));

describe('the relocation guard', () => {
  test.each(guard.map((file) => [file.kind, file]))('%s', async (_, file) => {
    const results = await verifyRelocations([file], { targets: [companions[0]] });
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});
