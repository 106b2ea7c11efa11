/** The kept hostile files, replayed; and that the replay sees what is wrong. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hostileIn, readHostileCorpus, verifyHostileFile } from '../campaign/corpora/hostile-corpus.ts';
import { inspectWhole } from './inspect-whole.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = readHostileCorpus(hostileIn(root));

describe('corpus/hostile', () => {
  test('is small', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.length).toBeLessThanOrEqual(200);
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(300_000);
  });

  test('is answered with results or declared errors, the same for lazy and eager atoms', async () => {
    const verdicts = await Promise.all(files.map((file) => verifyHostileFile(file, inspectWhole)));
    expect(verdicts.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });

  test('a reader that throws is told', async () => {
    const { problems } = await verifyHostileFile(files[0]!, () => {
      throw new TypeError('x is undefined');
    });
    expect(problems).toEqual(['inspect: TypeError: x is undefined']);
  });

  test('a folder that is not there is empty', () => {
    expect(readHostileCorpus('/no/such/folder')).toEqual([]);
  });
});
