/**
 * What nights leave for the next one, in one folder: `state.json` (which night and which seed comes next, and a line for each
 * night that was), `history.json` and the folders of the findings that it tells of. A night's number is taken before its
 * first case, so that no two nights run the same cases, whatever becomes of them.
 * Not here: what a night does (`night.ts`).
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../engine/durable.ts';
import { parseStored, StoredDataError } from '../findings/finding.ts';

/** One night in a line: what the trend is made of. */
export const nightLineSchema = z.strictObject({
  night: z.int().positive(),
  day: z.iso.date(),
  seed: z.int().nonnegative(),
  linksmith: z.string(),
  cases: z.int().nonnegative(),
  casesPerSecond: z.number().nonnegative(),
  /** Feature words seen. */
  features: z.int().nonnegative(),
  /** By life: how many findings the history has of it. */
  lives: z.record(z.string(), z.int().nonnegative()),
  verdict: z.enum(['nothing-new', 'news', 'interrupted']),
});

export type NightLine = z.infer<typeof nightLineSchema>;

const stateSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Of the next night. */
  nextNight: z.int().positive(),
  nextSeed: z.int().nonnegative(),
  /** A night that was begun and did not come to its end; the next one goes on with it. */
  open: z.strictObject({ night: z.int().positive(), seed: z.int().nonnegative(), day: z.iso.date() }).optional(),
  /** The last of them, the oldest first. */
  nights: z.array(nightLineSchema),
});

export type NightState = z.infer<typeof stateSchema>;

const mostNights = 400;
/** Campaigns of nights that are kept whole. */
const keptCampaigns = 14;

export const stateFile = (directory: string): string => join(directory, 'state.json');
export const historyFile = (directory: string): string => join(directory, 'history.json');
export const findingsFolder = (directory: string): string => join(directory, 'findings');
export const nightFolder = (directory: string, night: number): string =>
  join(directory, 'nights', String(night).padStart(4, '0'));

/** Undefined when there is none yet. Throws `StoredDataError` when it is not as its schema says. */
export async function readState(directory: string): Promise<NightState | undefined> {
  const path = stateFile(directory);
  try {
    return parseStored(stateSchema, await readFile(path, 'utf8'), path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw code === undefined ? error : new StoredDataError(`${path}: cannot be read: ${code}`);
  }
}

export const writeState = (directory: string, state: NightState): Promise<void> =>
  writeDurably(stateFile(directory), `${JSON.stringify(state, undefined, 2)}\n`);

export interface Begun {
  readonly state: NightState;
  readonly night: number;
  readonly seed: number;
  readonly day: string;
}

export interface Today {
  readonly day: string;
  /** Of the first night. */
  readonly firstSeed: number;
  /** That of a campaign which ran elsewhere; a seed that a night had already means that night again. */
  readonly seed?: number;
}

/** The night that was left open, or the next one; the number is taken when the state has been written. */
export function beginNight(before: NightState | undefined, { day, firstSeed, seed }: Today): Begun {
  const state = before ?? { schemaVersion: 1, nextNight: 1, nextSeed: firstSeed, nights: [] };
  const again = state.nights.find((line) => line.seed === seed);
  if (again !== undefined) return { state, night: again.night, seed: again.seed, day };
  if (state.open !== undefined && (seed === undefined || seed === state.open.seed)) return { state, ...state.open };
  const open = { night: state.nextNight, seed: seed ?? state.nextSeed, day };
  const nextSeed = Math.max(state.nextSeed, open.seed + 1);
  return { state: { ...state, nextNight: open.night + 1, nextSeed, open }, ...open };
}

export function endNight({ open: _, ...state }: NightState, line: NightLine): NightState {
  const nights = [...state.nights.filter(({ night }) => night !== line.night), line];
  return { ...state, nights: nights.slice(-mostNights) };
}

/** Removes the campaigns of all but the last nights. What they found is kept beside them. */
export async function sweepNights(directory: string): Promise<void> {
  const nights = join(directory, 'nights');
  const names = (await readdir(nights).catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const name of names.sort().slice(0, -keptCampaigns)) {
    await rm(join(nights, name), { recursive: true, force: true });
  }
}
