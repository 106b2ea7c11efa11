/** What `inspect` and `audit` print with `--json`. Tests only. */
import * as z from 'zod';

const count = z.int().nonnegative();
const schemaVersion = z.literal(1);

const moduleInspection = z.strictObject({
  kind: z.enum(['object', 'module']),
  sizeBytes: count,
  sections: z.array(
    z.strictObject({ index: count, name: z.string(), offset: count, sizeBytes: count, relocations: count }),
  ),
  imports: z.array(z.strictObject({ name: z.string(), kind: z.string(), type: z.string() })),
  exports: z.array(z.strictObject({ name: z.string(), kind: z.string(), index: count })),
  symbols: z.array(
    z.strictObject({
      index: count,
      name: z.string(),
      kind: z.string(),
      binding: z.enum(['strong', 'weak', 'local']),
      flags: z.array(z.string()),
      place: z.string(),
    }),
  ),
  atoms: z.array(
    z.strictObject({
      kind: z.enum(['function', 'data', 'custom']),
      index: count,
      symbols: z.array(z.string()),
      offset: count,
      sizeBytes: count,
      relocations: count,
    }),
  ),
  relocations: z.array(
    z.strictObject({
      section: z.string(),
      offset: count,
      kind: z.string(),
      target: z.string(),
      addend: z.string(),
    }),
  ),
  segments: z.array(
    z.strictObject({
      index: count,
      name: z.string(),
      sizeBytes: count,
      align: z.number(),
      flags: z.array(z.string()),
    }),
  ),
  comdats: z.array(z.strictObject({ name: z.string(), members: z.array(z.string()) })),
  initFunctions: z.array(z.strictObject({ priority: count, symbol: z.string() })),
  targetFeatures: z.array(z.string()),
});

const archiveInspection = z.strictObject({
  kind: z.literal('archive'),
  sizeBytes: count,
  format: z.enum(['gnu', 'gnu64', 'bsd', 'darwin64']),
  thin: z.boolean(),
  symbolTable: z.array(z.string()).optional(),
  members: z.array(
    z.strictObject({
      name: z.string(),
      sizeBytes: count,
      module: moduleInspection.optional(),
      problem: z.string().optional(),
    }),
  ),
});

const file = z.string();
const atomKinds = ['function', 'data', 'custom'] as const;

const liveAtom = z.strictObject({
  id: count,
  object: z.string(),
  kind: z.enum(atomKinds),
  index: count,
  names: z.array(z.string()),
  sizeBytes: count,
  state: z.enum(['live', 'dead', 'lost']),
  reachedBy: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('root'), why: z.string() }),
      z.strictObject({ kind: z.literal('relocation'), from: count, symbol: z.string(), relocation: z.string() }),
    ])
    .optional(),
  /** First names, from a root to the atom. An atom without a symbol has none. */
  path: z.array(z.string().nullable()),
});

const choice = z.strictObject({
  name: z.string(),
  kind: z.string(),
  leadsTo: z.string(),
  candidates: z.array(
    z.strictObject({
      object: z.string(),
      binding: z.enum(['strong', 'weak']),
      role: z.enum(['wins', 'loses', 'not linked', 'refers']),
      why: z.string(),
    }),
  ),
});

/** By the name of the file in `schemas/`. */
export const inspectSchemas = {
  audit: [
    'what linksmith audit --json prints',
    z.strictObject({
      schemaVersion,
      module: z.string(),
      sites: count,
      placed: count,
      payloads: count,
      findings: z.array(
        z.strictObject({
          key: z.string(),
          message: z.string(),
          cause: z.string().optional(),
          object: z.string().optional(),
          section: z.string().optional(),
          offset: count.optional(),
        }),
      ),
    }),
  ],
  inspect: [
    'what linksmith inspect --json prints',
    z.strictObject({
      schemaVersion,
      files: z.array(z.union([moduleInspection.extend({ file }), archiveInspection.extend({ file })])),
    }),
  ],
  'inspect-why': [
    'what linksmith inspect --json prints with --why or --atom',
    z.strictObject({
      schemaVersion,
      symbol: z.string(),
      choice: choice.optional(),
      atoms: z.array(liveAtom),
    }),
  ],
} as const;
