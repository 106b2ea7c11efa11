/**
 * What a finding is: the JSON of `finding.json`, checked by a schema when it is read, and the folder around it as a value.
 * It holds nothing of the machine or the hour, so that the same campaign gives the same finding anywhere.
 * Not here: files on disk (`store.ts`), the text for people (`src/report/markdown.ts`).
 */
import * as z from 'zod';

export const findingSchemaVersion = 1;

/** A file's own name: nothing that leads out of its folder. */
export const fileName = z
  .string()
  .min(1)
  .max(255)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is what must not be in a file's name
  .regex(/^[^/\\\u0000-\u001f]+$/, 'not a plain file name')
  .refine((name) => name !== '.' && name !== '..', 'not a plain file name');

export const signatureSchema = z.strictObject({
  target: z.string().min(1),
  property: z.string().min(1),
  key: z.string().min(1),
  features: z.array(z.string()),
});

export const findingSchema = z.strictObject({
  schemaVersion: z.literal(findingSchemaVersion),
  property: z.string().min(1),
  /** What the property claims. */
  statement: z.string(),
  target: z.strictObject({ name: z.string().min(1), version: z.string() }),
  signature: signatureSchema,
  /** What is behind it, where a property can tell: findings of one cause are one bug. */
  cause: z.string().optional(),
  /** What else fails for the minimal scenario. */
  symptoms: z.array(z.strictObject({ property: z.string(), key: z.string() })).optional(),
  /** Targets that properties could compare with. */
  companions: z.array(z.string()).optional(),
  /** What the other linkers that were there make of the minimal scenario, in a few words. */
  elsewhere: z.array(z.strictObject({ target: z.string(), version: z.string(), says: z.string() })).optional(),
  /** Version of linksmith. */
  linksmith: z.string(),
  profile: z.string(),
  seed: z.int().nonnegative(),
  index: z.int().nonnegative(),
  /** The case was chosen by what the campaign had seen: its number alone does not make it again, the scenario does. */
  guided: z.literal(true).optional(),
  /** The property's evidence for the minimal scenario: expected and got. */
  message: z.string(),
  /** The minimal scenario failed again when it was judged on its own; otherwise the failure comes and goes. */
  reproduced: z.boolean(),
  /** How the minimal scenario was reached; not `complete`: the budget or the time ran out. */
  shrink: z.strictObject({ complete: z.boolean(), tried: z.int().nonnegative() }),
  /** The link of the minimal scenario. The files are in `inputs/`. */
  job: z.strictObject({
    args: z.array(z.string()),
    outputName: fileName.optional(),
    files: z.array(z.strictObject({ name: fileName, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  }),
});

export type Finding = z.infer<typeof findingSchema>;

/** A finding with all that its folder holds. */
export interface FindingFolder {
  readonly finding: Finding;
  /** The minimal scenario; null when the case could not even be generated. */
  readonly scenario: unknown;
  /** The scenario as it was generated. */
  readonly original: unknown;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** What each target made: `lazy.wasm`, or `lazy.txt` with its messages when it made nothing. */
  readonly outputs: ReadonlyMap<string, Uint8Array>;
}

/** Reads stored JSON by a schema; throws an Error of one line that says where it does not fit. */
export function parseStored<Schema extends z.ZodType>(schema: Schema, text: string, name: string): z.infer<Schema> {
  const result = schema.safeParse(parseJson(text, name));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const place = issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new StoredDataError(`${name}: not as its schema says${place}: ${issue.message}`);
}

export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoredDataError(`${name}: not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** A stored file is missing or not what it must be. */
export class StoredDataError extends Error {
  override readonly name = 'StoredDataError';
}
