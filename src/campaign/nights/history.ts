/**
 * The life of findings over nights: which are new, known, fixed, regressed or flaky. One small JSON file, keyed by the name
 * that a finding's signature gives it. A finding's word is only taken for what was replayed from its folder that night.
 * Not here: replaying (`src/campaign/findings/observe.ts`), the nights themselves (`night.ts`).
 */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { writeDurably } from '../engine/durable.ts';
import { parseStored, StoredDataError, signatureSchema } from '../findings/finding.ts';
import type { Observed } from '../findings/observe.ts';
import { isSameBug, type KnownFinding } from '../findings/triage.ts';

export const lives = ['new', 'known', 'fixed', 'regressed', 'flaky'] as const;
export type Life = (typeof lives)[number];

const momentSchema = z.strictObject({
  night: z.int().positive(),
  /** `2026-11-25` */
  day: z.iso.date(),
  linksmith: z.string(),
  /** Version of the target. */
  version: z.string(),
});

const entrySchema = z.strictObject({
  signature: signatureSchema,
  cause: z.string().optional(),
  /** First line of the evidence. */
  message: z.string(),
  life: z.enum(lives),
  /** When it was found. */
  first: momentSchema,
  /** When it failed last. */
  failed: momentSchema,
  /** When its life became what it is. */
  since: momentSchema,
  /** What the last night said, and how many before it in a row. */
  observed: z.enum(['fails', 'passes', 'both']),
  agreed: z.int().positive(),
});

const historySchema = z.strictObject({
  schemaVersion: z.literal(1),
  findings: z.record(z.string(), entrySchema),
});

export type Moment = z.infer<typeof momentSchema>;
export type HistoryEntry = z.infer<typeof entrySchema>;
export type History = z.infer<typeof historySchema>;

export const emptyHistory: History = { schemaVersion: 1, findings: {} };

/** Empty when there is no file yet. Throws `StoredDataError` when it is not as its schema says. */
export async function readHistory(path: string): Promise<History> {
  try {
    return parseStored(historySchema, await readFile(path, 'utf8'), path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return emptyHistory;
    throw code === undefined ? error : new StoredDataError(`${path}: cannot be read: ${code}`);
  }
}

export const writeHistory = (path: string, history: History): Promise<void> =>
  writeDurably(path, `${JSON.stringify(history, undefined, 2)}\n`);

/** One finding as a night saw it. */
export interface Sighting {
  readonly id: string;
  readonly finding: Pick<KnownFinding, 'signature' | 'cause' | 'message'>;
  readonly observed: Observed;
  readonly moment: Moment;
}

/** The history with one night's word about one finding. */
export function addSighting(history: History, { id, finding, observed, moment }: Sighting): History {
  const before = history.findings[id];
  const life = lifeAfter(before, observed);
  const { signature, cause, message } = finding;
  const entry: HistoryEntry = {
    signature: { ...signature, features: [...signature.features] },
    ...(cause === undefined ? {} : { cause }),
    message: (message.split('\n')[0] ?? '').slice(0, longestMessage),
    life,
    first: before?.first ?? moment,
    failed: observed === 'passes' ? (before?.failed ?? moment) : moment,
    since: before?.life === life ? before.since : moment,
    observed,
    agreed: nightsAgreed(before, observed),
  };
  return { ...history, findings: { ...history.findings, [id]: entry } };
}

/** The finding of the history that is the same bug: by its name, or by what is behind it. */
export function knownIn({ findings }: History, fresh: KnownFinding): string | undefined {
  if (findings[fresh.id] !== undefined) return fresh.id;
  const same = Object.entries(findings).find(([, { signature, cause }]) =>
    isSameBug({ signature, cause, sights: [] }, fresh),
  );
  return same?.[0];
}

/** What becomes of a finding. */
export function lifeAfter(before: Past | undefined, observed: Observed): Life {
  if (before === undefined) return observed === 'fails' ? 'new' : 'flaky';
  if (observed === 'both') return 'flaky';
  // What came and went is believed when it has said the same for some nights.
  if (before.life === 'flaky' && nightsAgreed(before, observed) < nightsToBelieve) return 'flaky';
  if (observed === 'passes') return 'fixed';
  return before.life === 'fixed' ? 'regressed' : 'known';
}

type Past = Pick<HistoryEntry, 'life' | 'observed' | 'agreed'>;

const nightsAgreed = (before: Past | undefined, observed: Observed): number =>
  before?.observed === observed ? before.agreed + 1 : 1;

/** What somebody has to look at: it was not so the night before. */
export const isNews = ({ life, since }: HistoryEntry, night: number): boolean =>
  since.night === night && (life === 'new' || life === 'regressed' || life === 'flaky');

const nightsToBelieve = 3;
const longestMessage = 300;
