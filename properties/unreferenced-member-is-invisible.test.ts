import { describe, expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkJob } from '../src/targets/target.ts';
import { decodeArchive, decodeObject } from '../src/wasm/index.ts';
import { exampleScenario } from './example-scenario.ts';
import { firstSeed } from './sampling.ts';
import { jobSubject, scenarioSubject } from './subject.ts';
import { memberSample, unreferencedMemberIsInvisible as property } from './unreferenced-member-is-invisible.ts';

const seed = firstSeed(memberSample);

/** A linker whose output is a number made of its input. */
const target = (outputOf: (job: LinkJob) => number) =>
  cannedTarget('canned', (job) => ({ kind: 'linked', bytes: Uint8Array.of(outputOf(job)), messages: [] }));

describe('unreferenced-member-is-invisible', () => {
  test.each([
    ['holds when the archive leaves no trace', () => 1, { kind: 'holds' }],
    ['fails when it does', ({ files }: LinkJob) => files.size, { kind: 'fails', key: 'bytes.header' }],
  ])('%s', async (_, outputOf, verdict) => {
    expect(await property.check(scenarioSubject(exampleScenario, { target: target(outputOf), seed }))).toMatchObject(
      verdict,
    );
  });

  test('adds an archive with an object that can be read, last on the command line', async () => {
    const jobs: LinkJob[] = [];
    await property.check(scenarioSubject(exampleScenario, { target: target((job) => jobs.push(job)), seed }));
    const { files, args } = jobs[1]!;
    const { members, symbols } = decodeArchive(files.get(args.at(-1)!)!);
    expect(symbols?.map(({ name }) => name)).toEqual(['unreferenced init', 'unreferenced data']);
    expect(decodeObject(members[0]!.bytes!).linking.initFunctions).toHaveLength(1);
  });

  test('does not apply where the archive would be linked whole', async () => {
    const job = { files: new Map(), args: ['--no-whole-archive', '--whole-archive', 'a.a'] };
    expect(await property.check(jobSubject(job, { target: target(() => 1), seed }))).toMatchObject({
      kind: 'not-applicable',
    });
  });
});
