import { expect, test } from 'vitest';
import { cannedTarget, doctoredTarget } from './doctored.ts';

test('a doctored target changes what another says, and is called as that one', async () => {
  const sound = cannedTarget('lazy', ({ args }) => ({ kind: 'rejected', messages: args }));
  const target = doctoredTarget(sound, (outcome, job) => ({
    ...outcome,
    messages: [...outcome.messages, ...job.files.keys()],
  }));
  expect(target.name).toBe('lazy');
  expect(await target.version()).toBe('canned');
  const job = { files: new Map([['a.o', new Uint8Array()]]), args: ['x'] };
  expect(await target.link(job)).toEqual({ kind: 'rejected', messages: ['x', 'a.o'] });
});
