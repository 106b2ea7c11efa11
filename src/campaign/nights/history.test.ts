import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { type Observed, observe, together } from '../findings/observe.ts';
import type { KnownFinding } from '../findings/triage.ts';
import { addSighting, emptyHistory, type History, isNews, knownIn, readHistory, writeHistory } from './history.ts';

const signature = { target: 'lazy', property: 'self-check', key: 'wrong', features: ['weak'] };
const finding = { signature, message: 'expected 1\ngot 2', cause: undefined };
const fresh: KnownFinding = { ...finding, id: 'new-id', count: 1, indices: [1], sights: [] };

const moment = (night: number) => ({
  night,
  day: `2026-11-${String(night).padStart(2, '0')}`,
  linksmith: '1',
  version: '2',
});

/** One finding over nights; a night without a word is one that did not ask. */
function after(nights: readonly (Observed | undefined)[]): History {
  let history = emptyHistory;
  for (const [at, observed] of nights.entries()) {
    if (observed !== undefined) history = addSighting(history, { id: 'it', finding, observed, moment: moment(at + 1) });
  }
  return history;
}

describe('addSighting', () => {
  it.each<[string, (Observed | undefined)[], string, boolean]>([
    ['found', ['fails'], 'new', true],
    ['found, and fails again', ['fails', 'fails'], 'known', false],
    ['passes', ['fails', 'fails', 'passes'], 'fixed', false],
    ['passes for good', ['fails', 'passes', 'passes'], 'fixed', false],
    ['fails after it passed', ['fails', 'passes', 'passes', 'fails'], 'regressed', true],
    ['goes on failing after that', ['fails', 'passes', 'fails', 'fails'], 'known', false],
    ['not asked for', ['fails', undefined, undefined], 'new', false],
    ['found, and does not replay', ['passes'], 'flaky', true],
    ['comes and goes', ['fails', 'both'], 'flaky', true],
    ['comes and goes still', ['fails', 'both', 'both'], 'flaky', false],
    ['came and went, and fails twice', ['both', 'fails', 'fails'], 'flaky', false],
    ['came and went, and fails for three nights', ['both', 'fails', 'fails', 'fails'], 'known', false],
    ['came and went, and passes for three nights', ['both', 'passes', 'passes', 'passes'], 'fixed', false],
  ])('a finding that is %s', (_, nights, life, news) => {
    const entry = after(nights).findings.it!;
    expect([entry.life, isNews(entry, nights.length)]).toEqual([life, news]);
  });

  it('says when it was found, when it failed last, and since when it is as it is', () => {
    const { first, failed, since, message } = after(['fails', 'fails', 'passes', 'passes']).findings.it!;
    expect([first.night, failed.night, since.night, message]).toEqual([1, 2, 3, 'expected 1']);
  });
});

describe('knownIn', () => {
  it.each<[string, Partial<KnownFinding>, string | undefined]>([
    ['its name', { id: 'it', signature: { ...signature, key: 'else' } }, 'it'],
    ['what fails and with which features', {}, 'it'],
    ['more features', { signature: { ...signature, features: ['alias', 'weak'] } }, 'it'],
    ['another key', { signature: { ...signature, key: 'else' } }, undefined],
    ['another target', { signature: { ...signature, target: 'eager' } }, undefined],
    ['other features', { signature: { ...signature, features: ['alias'] } }, undefined],
  ])('knows a finding by %s', (_, change, wanted) => {
    expect(knownIn(after(['fails']), { ...fresh, ...change })).toBe(wanted);
  });
});

describe('the file', () => {
  it('comes back as it was written, is empty before, and is checked', async () => {
    const path = join(await temporaryFolder(), 'history.json');
    expect(await readHistory(path)).toEqual(emptyHistory);
    await writeHistory(path, after(['fails', 'both']));
    expect(await readHistory(path)).toEqual(after(['fails', 'both']));
    await writeFile(path, '{"schemaVersion":1,"findings":{"x":{}}}');
    await expect(readHistory(path)).rejects.toThrow(/history\.json: not as its schema says at findings\.x/);
  });
});

describe('observe', () => {
  /** Replays end so, one after the other. */
  const replayed = (ends: string) => {
    const left = [...ends];
    const evaluate = async () => {
      const verdict = left.shift() === 'f' ? { kind: 'fails', key: 'wrong', evidence: '' } : { kind: 'holds' };
      return { kind: 'done', value: { verdicts: [{ property: 'self-check', verdict }], outcomes: new Map() } };
    };
    const folder = {
      finding: { target: { name: 'lazy' }, property: 'self-check', job: { args: [] } },
      scenario: {},
      inputs: new Map(),
    };
    const surroundings = { pool: { evaluate }, harness: { parseScenario: () => ({}) } };
    return observe(folder as never, surroundings as never);
  };

  it.each<[string, Observed]>([
    ['ff', 'fails'],
    ['ppp', 'passes'],
    ['pff', 'fails'],
    ['fpff', 'fails'],
    ['fppp', 'both'],
    ['pfp', 'both'],
  ])('takes the replays %s as: %s', async (ends, wanted) => {
    expect(await replayed(ends)).toBe(wanted);
  });

  it.each<[Observed, Observed, Observed]>([
    ['fails', 'passes', 'fails'],
    ['passes', 'both', 'both'],
    ['passes', 'passes', 'passes'],
  ])('takes %s and %s of two cases for %s', (left, right, wanted) => {
    expect([together(left, right), together(right, left)]).toEqual([wanted, wanted]);
  });
});
