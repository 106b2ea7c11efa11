/**
 * What `bench hostile` has counted, by mutator, and its file: written whole every few seconds, so that a bench goes on where
 * it stopped. Not here: the counting (`bench-hostile.ts`), the table (`src/report/hostile-table.ts`).
 */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeDurably } from '../engine/durable.ts';
import { parseStored } from '../findings/finding.ts';

const count = z.int().nonnegative();

const mutatorCounts = z.strictObject({
  inputs: count,
  /** By the readers alone; an input that was only linked is in neither. */
  read: count,
  refused: count,
  links: count,
  accepted: count,
  /** Of the accepted, those that the engine refuses: code that was ill-typed stays so. */
  invalid: count,
  /** Links by the code of the first error. */
  rejected: z.record(z.string(), count),
  slowestReadMs: z.number(),
  slowestLinkMs: z.number(),
});

/** As it is stored and printed. */
export const hostileTally = z.strictObject({
  schemaVersion: z.literal(1),
  seed: count,
  linkEvery: count,
  firstBase: count,
  /** Bases from the first up to this one are counted whole. */
  nextBase: count,
  elapsedMs: z.number(),
  cpuMs: z.number(),
  mutators: z.record(z.string(), mutatorCounts),
  /** A place, and what went wrong there. */
  faults: z.array(z.strictObject({ base: count, index: count, mutator: z.string(), what: z.string() })),
});

export type MutatorCounts = z.infer<typeof mutatorCounts>;
export type HostileTally = z.infer<typeof hostileTally>;

export interface TallyBeginning {
  readonly seed: number;
  readonly linkEvery: number;
  readonly firstBase: number;
}

export const noTally = (beginning: TallyBeginning): HostileTally => ({
  schemaVersion: 1,
  ...beginning,
  nextBase: beginning.firstBase,
  elapsedMs: 0,
  cpuMs: 0,
  mutators: {},
  faults: [],
});

export const noCounts = (): MutatorCounts => ({
  inputs: 0,
  read: 0,
  refused: 0,
  links: 0,
  accepted: 0,
  invalid: 0,
  rejected: {},
  slowestReadMs: 0,
  slowestLinkMs: 0,
});

export const inputsOf = ({ mutators }: HostileTally): number =>
  Object.values(mutators).reduce((sum, { inputs }) => sum + inputs, 0);

/** Undefined when there is no such file. Throws `StoredDataError`. */
export async function readTally(path: string): Promise<HostileTally | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseStored(hostileTally, text, path);
}

export const writeTally = (path: string, tally: HostileTally): Promise<void> =>
  writeDurably(path, `${JSON.stringify(tally)}\n`);
