/**
 * A shard: one of several campaigns that divide the cases of one among them, on machines that know nothing of each other.
 * Shard 2 of 3 takes the indices 1, 4, 7, …: whenever each of them stops, no case was run twice.
 * Not here: putting shards together (`merge.ts`).
 */

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** A campaign that nobody shares. */
export const wholeCampaign: Shard = { index: 1, of: 1 };

/** Index of the shard's first case. */
export const firstCaseOf = ({ index }: Shard): number => index - 1;

/** How many of the cases below `end` are the shard's. */
export const casesBelow = (end: number, { index, of }: Shard): number =>
  Math.max(0, Math.ceil((end - (index - 1)) / of));

export const isCaseOf = (index: number, shard: Shard): boolean => index % shard.of === shard.index - 1;

/** `2/3` */
export const printShard = ({ index, of }: Shard): string => `${index}/${of}`;
