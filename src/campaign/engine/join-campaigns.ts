/**
 * Puts stored campaigns together that divided one campaign's cases: what each shard did is taken once, from whichever folder
 * has most of it. So it does not matter in which order, in how many steps or how often folders are joined.
 * In and out: plain values. Not here: what becomes of the failures (`merge.ts`).
 */
import { isDeepStrictEqual } from 'node:util';
import type { Part, Progress } from './progress-file.ts';
import { NotOneCampaignError } from './session.ts';
import { isCaseOf, printShard } from './shard.ts';
import type { Failure } from './tasks.ts';
import { emptyTimeline } from './timeline.ts';

export interface StoredCampaign {
  /** For messages. */
  readonly directory: string;
  readonly progress: Progress;
  readonly failures: readonly Failure[];
}

export interface JoinedCampaign {
  /** Without findings. */
  readonly progress: Progress;
  /** In ascending order of index. */
  readonly failures: readonly Failure[];
}

export function joinCampaigns(stored: readonly StoredCampaign[]): JoinedCampaign {
  const [first, ...others] = stored;
  if (first === undefined) throw new NotOneCampaignError('there is nothing to merge');
  for (const other of others) checkSameKind(first, other);
  if (first.progress.guided === true) throw new NotOneCampaignError('a guided campaign has no shards');
  const chosen = furthest(stored);
  const parts = chosen.map(({ part }) => part);
  const failures = chosen.flatMap(({ part: { shard, nextIndex }, failures }) =>
    failures.filter(({ index }) => isCaseOf(index, shard) && index < nextIndex),
  );
  const versions = Object.assign({}, ...stored.map(({ progress }) => progress.versions)) as Progress['versions'];
  const timeline = structuredClone(emptyTimeline) as Progress['timeline'];
  return {
    progress: { ...first.progress, versions, parts, findings: [], timeline },
    failures: failures.toSorted((left, right) => left.index - right.index),
  };
}

/** Names of the shards of which no folder has anything. */
export function missingShards({ parts }: Progress): string[] {
  const { of } = parts[0]!.shard;
  return shardNumbers(of)
    .filter((index) => !parts.some(({ shard }) => shard.index === index))
    .map((index) => printShard({ index, of }));
}

/** Below it, every case was run. */
export function caseBoundary({ parts }: Progress): number {
  const { of } = parts[0]!.shard;
  const ends = shardNumbers(of).map(
    (index) => parts.find(({ shard }) => shard.index === index)?.nextIndex ?? index - 1,
  );
  return Math.min(...ends);
}

const shardNumbers = (of: number): number[] => Array.from({ length: of }, (_, i) => i + 1);

interface Chosen {
  readonly part: Part;
  readonly failures: readonly Failure[];
}

/** For each shard, in their order. */
function furthest(stored: readonly StoredCampaign[]): Chosen[] {
  const byShard = new Map<number, Chosen>();
  for (const { progress, failures } of stored) {
    for (const part of progress.parts) {
      const before = byShard.get(part.shard.index);
      if (before === undefined || before.part.nextIndex < part.nextIndex) {
        byShard.set(part.shard.index, { part, failures });
      }
    }
  }
  return [...byShard.values()].toSorted((left, right) => left.part.shard.index - right.part.shard.index);
}

const decisive: readonly (readonly [string, (progress: Progress) => unknown])[] = [
  ['seed', ({ seed }) => seed],
  ['profile', ({ profile }) => profile],
  ['targets', ({ targets }) => targets],
  ['properties', ({ properties }) => properties],
  ['version of linksmith', ({ linksmith }) => linksmith],
  ['number of shards', ({ parts }) => parts[0]!.shard.of],
];

function checkSameKind(first: StoredCampaign, other: StoredCampaign): void {
  const [left, right] = [first.progress, other.progress];
  const differing = decisive.find(([, of]) => !isDeepStrictEqual(of(left), of(right)));
  if (differing !== undefined) throw unlike(differing[0], [first, other], differing[1]);
  for (const name of left.targets) {
    const versions = [left.versions[name], right.versions[name]];
    if (versions.includes(undefined) || versions[0] === versions[1]) continue;
    throw unlike(`version of ${name}`, [first, other], (progress) => progress.versions[name]);
  }
}

function unlike(
  what: string,
  [first, other]: readonly [StoredCampaign, StoredCampaign],
  of: (progress: Progress) => unknown,
): NotOneCampaignError {
  const print = ({ progress }: StoredCampaign) => {
    const value = of(progress);
    return value === undefined ? 'all' : [value].flat().join(',');
  };
  return new NotOneCampaignError(
    `${other.directory}: not of the same campaign as ${first.directory}: ${what} is ${print(other)}, not ${print(first)}`,
  );
}
