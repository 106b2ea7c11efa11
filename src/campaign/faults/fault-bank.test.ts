/** The bank stays whole: each fault is well described, fits the sources at one place, is a program, and carries a mark. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Fault, faultCategories, readFaults } from './fault-bank.ts';
import { compilePatched } from './fault-copies.ts';
import { reachedVariable } from './fault-marks.ts';
import { readSources } from './transpiled-sources.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the fault bank', () => {
  let faults: readonly Fault[] = [];
  let sources: ReadonlyMap<string, string> = new Map();
  beforeAll(async () => {
    faults = await readFaults(root);
    sources = new Map(await readSources(root));
  });

  it('has faults of every category, and no story twice', () => {
    expect(faults.length).toBeGreaterThanOrEqual(80);
    expect(new Set(faults.map(({ category }) => category))).toEqual(new Set(faultCategories));
    expect(new Set(faults.map(({ story }) => story)).size).toBe(faults.length);
  });

  it('fits the sources: each patch has one place, and what it makes is a program that marks its lines', () => {
    const problems = faults.flatMap((fault) => problemOf(fault, sources));
    expect(problems).toEqual([]);
  });
});

function problemOf(fault: Fault, sources: ReadonlyMap<string, string>): string[] {
  try {
    const isMarked = compilePatched(fault, sources).some(({ code }) => code.includes(reachedVariable));
    return isMarked ? [] : [`${fault.id}: no mark says that the patched lines run`];
  } catch (error) {
    return [String(error)];
  }
}
