/**
 * What goes through the queue, as values with schemas: a lease (a range of cases and the campaign that it belongs to) and
 * its result. Both are named by what they are: a lease by campaign and range, a result by a digest of what was seen, so
 * that a lease that is run twice gives the same result under the same name.
 * A message is data: it names profiles, properties and targets that its reader knows, and nothing that is run or opened.
 * Not here: the queue itself (`lease-queue.ts`, `lease-worker.ts`).
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { tallySchema } from '../engine/progress-file.ts';
import type { Failure, Greeting, RangeReport, RangeTask } from '../engine/tasks.ts';
import type { TaskEnd } from '../engine/worker-pool.ts';

const index = z.int().nonnegative();
const name = z.string().min(1).max(1_000);
const digest = z.string().regex(/^[0-9a-f]{16}$/);

const rangeTaskSchema = z.strictObject({
  kind: z.literal('range'),
  profile: name,
  seed: index,
  first: index,
  count: z.int().positive().max(65_536),
  /** Between the indices of two cases. */
  step: z.int().positive().optional(),
  targets: z.array(name).min(1),
  properties: z.array(name).optional(),
  /** The canary is each program's own affair. */
  canary: z.literal(false),
} satisfies Record<Exclude<keyof RangeTask, 'guide'>, z.ZodType>);

export const leaseSchema = z.strictObject({ schemaVersion: z.literal(1), campaign: digest, task: rangeTaskSchema });

export type Lease = z.infer<typeof leaseSchema>;

const failureSchema = z.strictObject({
  index,
  target: z.string(),
  property: name,
  key: name,
  evidence: z.string().max(100_000),
  cause: z.string().optional(),
  features: z.array(z.string()),
} satisfies Record<Exclude<keyof Failure, 'guide'>, z.ZodType>);

const reportSchema = z.strictObject({
  first: index,
  count: index,
  tally: tallySchema,
  failures: z.array(failureSchema),
  elapsedMs: z.number().nonnegative(),
  heapBytes: z.number().nonnegative().optional(),
} satisfies Record<Exclude<keyof RangeReport, 'sights'>, z.ZodType>);

const endSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), value: reportSchema }),
  z.strictObject({
    kind: z.literal('lost'),
    how: z.enum(['hung', 'died']),
    reason: z.string(),
    caseInRange: index,
    targetInList: index,
  }),
]);

export const leaseResultSchema = z.strictObject({ schemaVersion: z.literal(1), digest, end: endSchema });

export type LeaseResult = z.infer<typeof leaseResultSchema>;

export type RangeEnd = Exclude<TaskEnd<RangeReport>, { readonly kind: 'aborted' }>;

/** What every worker of a queue has in common: the program and the linkers. */
export interface QueueMembership {
  /** Digest of the program: another one would make other cases. */
  readonly build: string;
  readonly targets: Greeting['targets'];
}

/** Only who has the same program and linkers reads this queue, so that nobody takes a lease that is not for it. */
export const queueName = ({ build, targets }: QueueMembership): string =>
  `linksmith-${digestOf([build, targets.map((target) => [target.name, target.version])])}`;

export const campaignId = ({
  profile,
  seed,
  targets,
  properties,
  step = 1,
}: Omit<RangeTask, 'first' | 'count'>): string => digestOf([profile, seed, targets, properties ?? [], step]);

export const leaseOf = (task: RangeTask): Lease =>
  leaseSchema.parse({ schemaVersion: 1, campaign: campaignId(task), task });

export const leaseKey = ({ campaign, task }: Lease): string => `${campaign}-${task.first}-${task.count}`;

export const resultOf = (end: RangeEnd): LeaseResult => ({
  schemaVersion: 1,
  digest: digestOfEnd(end),
  end: end as LeaseResult['end'],
});

/** Throws an Error of one line when the result is none, is not whole, or is another lease's. */
export function endIn(value: unknown, lease: Lease): RangeEnd {
  const parsed = leaseResultSchema.safeParse(value);
  if (!parsed.success) throw new QueueDataError(lease, z.prettifyError(parsed.error));
  const end = parsed.data.end as RangeEnd;
  if (digestOfEnd(end) !== parsed.data.digest) throw new QueueDataError(lease, 'the digest is not that of the result');
  const { first, count } = lease.task;
  const isOfLease =
    end.kind === 'done' ? end.value.first === first && end.value.count === count : end.caseInRange < count;
  if (!isOfLease) throw new QueueDataError(lease, 'the result is of other cases');
  return end;
}

/** What came out of the queue cannot be used. */
export class QueueDataError extends Error {
  override readonly name = 'StoredDataError';

  constructor(lease: Lease, what: string) {
    super(`the queue's result for ${leaseKey(lease)}: ${what}`);
  }
}

/** What it took is no part of what was seen. */
const digestOfEnd = (end: RangeEnd): string =>
  digestOf(end.kind === 'done' ? { ...end, value: { ...end.value, elapsedMs: 0, heapBytes: 0 } } : end);

const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 16);

/** With the members of objects in order of their names: the same value, the same text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]));
}
