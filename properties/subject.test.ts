import { expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import { exampleScenario } from './example-scenario.ts';
import { scenarioSubject } from './subject.ts';

test('a subject links an equal job once, and again when it is told to', async () => {
  let links = 0;
  const target = cannedTarget('lazy', () => ({ kind: 'linked', bytes: Uint8Array.of(links++), messages: [] }));
  const subject = scenarioSubject(exampleScenario, { target });
  const { job } = subject;
  const first = await subject.link();
  expect(await subject.link()).toBe(first);
  expect(await subject.link({ ...job, args: [...job.args], files: new Map(job.files) })).toBe(first);
  expect(await subject.linkOn('lazy')).toBe(first);
  expect(links).toBe(1);
  await subject.link(undefined, { again: true });
  await subject.link({ ...job, args: [...job.args, '--strip-all'] });
  await subject.link({ ...job, files: new Map(job.files).set('main.o', new Uint8Array()) });
  await subject.link({ ...job, outputName: 'other.wasm' });
  expect(links).toBe(5);
  expect(await subject.link()).toBe(first);
});

test('a subject links on other targets, each with its own memory', async () => {
  const answer = (text: string) => () => ({ kind: 'rejected', messages: [text] }) as const;
  const others = new Map([['eager', cannedTarget('eager', answer('eager'))]]);
  const subject = scenarioSubject(exampleScenario, { target: cannedTarget('lazy', answer('lazy')), others });
  expect(await subject.linkOn('eager')).toMatchObject({ messages: ['eager'] });
  expect(await subject.link()).toMatchObject({ messages: ['lazy'] });
  expect(await subject.linkOn('zig')).toBeUndefined();
});

test('a subject gives its time limit to each link', async () => {
  const limits: unknown[] = [];
  const target = cannedTarget('lazy', ({ timeLimitMs }) => {
    limits.push(timeLimitMs);
    return { kind: 'rejected', messages: [] };
  });
  await scenarioSubject(exampleScenario, { target, timeLimitMs: 5 }).link();
  expect(limits).toEqual([5]);
});
