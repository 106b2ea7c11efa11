/** What a link does, as counts: in proportion to what is alive, whatever lies beside it. Times are for `linksmith bench link`. */
import { expect, it } from 'vitest';
import { link } from '../../linker/link.ts';
import { type BenchShape, benchArchive, benchProgram, benchRoot } from './bench-programs.ts';

const program: BenchShape = { objects: 3, functionsEach: 40, callsEach: 5, liveShare: 1 };
const archive: BenchShape = { objects: 30, functionsEach: 4, callsEach: 5, liveShare: 1, liveObjectOf: 10 };

it.each<[string, BenchShape, number]>([
  ['all is alive', program, 120],
  ['half is alive', { ...program, liveShare: 0.5 }, 60],
  ['a tenth is alive', { ...program, liveShare: 0.1 }, 12],
  ['three members of thirty are needed', archive, 12],
])('lazy atoms cost what is alive, and copy nothing but the output: %s', (_, shape, functions) => {
  const inputs = shape === archive ? [benchArchive(shape)] : benchProgram(shape);
  const result = link(inputs, { entry: undefined, exports: [benchRoot] });
  // Each relocation of a live function is followed, then scanned; its size is one byte, as is that of its locals.
  expect(result.ok && result.stats).toEqual({
    atomsParsed: functions,
    atomsMarked: functions,
    relocationsScanned: 0,
    relocationsVisited: 2 * functions * shape.callsEach,
    bytesCopied: 0,
    relocationsCopied: 0,
    outputBytesCopied: functions * (1 + 1 + 6 * shape.callsEach + 1),
  });
});
