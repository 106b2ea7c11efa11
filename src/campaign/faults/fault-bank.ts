/**
 * The fault bank: known bugs of linkers, each as a small patch of this project's own linker, with its story. A harness is
 * worth what it finds of them.
 * In: `corpus/faults/<id>/` with `fault.json` and `fault.patch`. Out: faults as values, checked by a schema.
 * Not here: applying a patch (`fault-patch.ts`), running against it (`fault-trial.ts`).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { propertyNamed } from '../../../properties/index.ts';
import { parseStored } from '../findings/finding.ts';

export const faultCategories = [
  'atoms',
  'relocations',
  'resolution',
  'archives',
  'comdat',
  'reachability',
  'table',
  'memory-layout',
  'threads',
  'memory64',
  'position-independence',
  'types-and-signatures',
  'imports-and-exports',
  'init-functions',
  'object-output',
  'custom-sections',
  'leb128',
  'strings',
  'index-spaces',
  'options',
  'decoding',
] as const;

const phrase = z.string().min(4).max(240);

export const faultSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** What the linker does wrong, in one line. */
  story: phrase,
  category: z.enum(faultCategories),
  /** The public record of such a bug in a real linker, where there is one. */
  source: z.string().min(3).optional(),
  /** Properties that should catch it; a crash alone counts only when `survives-anything` is among them. */
  expected: z
    .array(z.string().refine((name) => propertyNamed(name) !== undefined, 'not the name of a property'))
    .min(1),
  /** What a case must hold for the fault to show. */
  trigger: phrase,
  /**
   * Where the intact linker's link of the same job differs once the fault is triggered: in what comes out (bytes, refusal,
   * messages), in what the linker says of its own work, in the input's bytes after the link, or in a second link.
   */
  shows: z.enum(['output', 'counts', 'inputs', 'second-link']),
});

export interface Fault extends z.infer<typeof faultSchema> {
  /** A unified diff against `src/linker` or `src/wasm`. */
  readonly patch: string;
}

/** All faults of a checkout, by id. Throws `StoredDataError` for one that is not as it must be. */
export async function readFaults(root: string): Promise<Fault[]> {
  const entries = await readdir(bankOf(root), { withFileTypes: true });
  const ids = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(ids.sort().map((id) => readFault(root, id)));
}

/** One of them. */
export async function readFault(root: string, id: string): Promise<Fault> {
  const path = join(bankOf(root), id, 'fault.json');
  const schema = faultSchema.extend({ id: z.literal(id) });
  const fault = parseStored(schema, await readFile(path, 'utf8'), path);
  return { ...fault, patch: await readFile(join(bankOf(root), id, 'fault.patch'), 'utf8') };
}

const bankOf = (root: string): string => join(root, 'corpus', 'faults');
