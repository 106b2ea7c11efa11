import { expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkJob } from '../src/targets/target.ts';
import { exampleScenario } from './example-scenario.ts';
import { inputUntouched } from './input-untouched.ts';
import { jobSubject, scenarioSubject } from './subject.ts';

/** A target that does something to its input before it answers. */
const target = (touch: (job: LinkJob) => void) =>
  cannedTarget('canned', (job) => {
    touch(job);
    return { kind: 'rejected', messages: ['no'] };
  });

const write = (value: (old: number) => number) => (job: LinkJob) => {
  const bytes = job.files.get('main.o')!;
  bytes[10] = value(bytes[10]!);
};

test.each([
  ['holds when nothing is written', () => {}, { kind: 'holds' }],
  ['holds when what was there is written', write((old) => old), { kind: 'holds' }],
  ['fails when a byte is changed', write((old) => old + 1), { kind: 'fails', key: 'bytes.type' }],
])('input-untouched %s', async (_, touch, verdict) => {
  expect(await inputUntouched.check(scenarioSubject(exampleScenario, { target: target(touch) }))).toMatchObject(
    verdict,
  );
});

test('input-untouched sees what an earlier link changed, and applies to real files', async () => {
  const job = { files: new Map([['main.o', new Uint8Array(20)]]), args: ['main.o'] };
  const subject = jobSubject(job, { target: target(write(() => 1)) });
  await subject.link();
  await subject.link();
  expect(await inputUntouched.check(subject)).toMatchObject({ kind: 'fails', key: 'bytes.end' });
});
