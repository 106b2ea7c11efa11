import { describe, expect, test } from 'vitest';
import { inProcessTarget } from '../../src/targets/in-process.ts';
import { lower } from '../lower/lower.ts';
import type { LinkOptions } from '../scenario/scenario.ts';
import { calling, scenarioOf } from '../scenario-parts.fixture.ts';
import { expectationOf } from './expect.ts';

const rows: readonly [options: Partial<LinkOptions>, refused: boolean][] = [
  [{ shared: true, pie: true }, true],
  [{ shared: true, exportMemory: true }, true],
  [{ shared: true, exportMemory: 'ram' }, true],
  [{ pie: true, exportMemory: true, importMemory: true }, false],
  [{ pie: true, exportTable: true, importMemory: true }, true],
  [{ shared: true, globalBase: 4096 }, true],
  [{ shared: true, globalBase: 0, tableBase: 0 }, false],
  [{ pie: true, tableBase: 4, importMemory: true }, true],
  [{ importTable: true, exportTable: true }, true],
  [{ noGrowableMemory: true, maxMemory: 65536 * 4 }, true],
  [{ noGrowableMemory: true }, false],
  [{ compressRelocations: true }, true],
  [{ compressRelocations: true, strip: 'debug' }, false],
  [{ globalBase: 4096, tableBase: 4, exportMemory: true }, false],
];

describe('the model and the linker agree on which options exclude each other', () => {
  test.each(rows)('%j', async (options, refused) => {
    const scenario = scenarioOf([calling('a.o')], options);
    const codes = expectationOf(scenario).problems.map(({ code }) => code);
    expect(codes.includes('incompatible-options')).toBe(refused);
    const outcome = await inProcessTarget('lazy').link(lower(scenario));
    expect(outcome.kind === 'rejected' && outcome.codes!.includes('incompatible-options')).toBe(refused);
  });
});
