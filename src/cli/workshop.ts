/**
 * What every command that runs cases sets up: the harness, a pool of workers, the end of both. Also the checks of names
 * that users give: profiles and properties.
 * Not here: campaigns (`fuzz.ts`), which have a pool of their own.
 */
import { availableParallelism } from 'node:os';
import { type Harness, loadHarness } from '../campaign/engine/harness.ts';
import { type PoolOptions, WorkerPool } from '../campaign/engine/worker-pool.ts';
import { linksmithHarness } from '../campaign/harness-address.ts';
import { UsageError } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

export const harnessAddress = ({ harness }: Surroundings): string => harness ?? linksmithHarness;

export const openHarness = (surroundings: Surroundings): Promise<Harness> => loadHarness(harnessAddress(surroundings));

export function poolOptions(surroundings: Surroundings, jobs: number): PoolOptions {
  const { worker } = surroundings;
  return { jobs, harness: harnessAddress(surroundings), ...(worker === undefined ? {} : { worker }) };
}

export interface Workshop {
  readonly harness: Harness;
  readonly pool: WorkerPool;
}

/** Runs work with a pool, and closes the pool whatever happens. */
export async function withWorkshop<Result>(
  surroundings: Surroundings,
  work: (workshop: Workshop) => Promise<Result>,
  jobs: number = availableParallelism(),
): Promise<Result> {
  const harness = await openHarness(surroundings);
  const pool = new WorkerPool(poolOptions(surroundings, jobs));
  try {
    return await work({ harness, pool });
  } finally {
    await pool.close();
  }
}

export function checkProfile({ profiles }: Harness, profile: string): void {
  if (!profiles.includes(profile)) {
    throw new UsageError(`no profile is named '${profile}'; there are ${profiles.join(', ')}`);
  }
}

export function checkProperties({ properties }: Harness, names: readonly string[] | undefined): void {
  const known = properties.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`no property is named '${unknown}'; there are ${known.join(', ')}`);
}
