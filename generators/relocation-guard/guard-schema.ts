/**
 * What a kept file of the relocation guard must look like before it is replayed: the form of `guard-file.ts`, bytes that
 * can be read, and sites whose targets the object has.
 */
import * as z from 'zod';
import { flagBits, type GuardFile, type GuardObject, guardWays } from './guard-file.ts';

const maybe = <Schema extends z.ZodType>(schema: Schema) => z.exactOptional(schema);
const count = z.int().nonnegative();
const hex = z.string().regex(/^([0-9a-f]{2})+$/, 'not hexadecimal');
const bytes = z
  .string()
  .regex(/^([0-9a-f]{2}(\*\d+)?|\((?:[0-9a-f]{2}(\*\d+)? ?)+\)\*\d+| )*$/, 'not bytes with counts');
const flags = z.string().refine((text) => text.split(' ').every((flag) => flag in flagBits), 'an unknown flag');

const site = z.strictObject({
  at: z.int(),
  to: z.union([z.string(), count]),
  add: maybe(z.union([z.int(), z.string().regex(/^-?\d+$/, 'not a number')])),
  edge: maybe(z.string()),
  holds: maybe(hex),
});
const payload = { bytes, sites: maybe(z.array(site)) };

const object = z
  .strictObject({
    name: z.string(),
    features: maybe(z.array(z.string())),
    types: maybe(z.array(z.string().regex(/^([if](32|64) )*->( [if](32|64))*$/, 'not a function type'))),
    imports: maybe(
      z.array(
        z.strictObject({
          kind: z.enum(['function', 'global', 'table', 'tag']),
          field: z.string(),
          type: maybe(count),
        }),
      ),
    ),
    functions: maybe(
      z.array(z.strictObject({ ...payload, type: count, sizeLeb: maybe(z.literal(5)), index: maybe(count) })),
    ),
    globals: maybe(z.array(count)),
    tags: maybe(z.array(count)),
    tables: maybe(count),
    segments: maybe(
      z.array(
        z.strictObject({
          ...payload,
          name: z.string(),
          alignLog2: count,
          flags: maybe(z.literal('tls')),
          address: maybe(count),
        }),
      ),
    ),
    customs: maybe(z.array(z.strictObject({ ...payload, name: z.string(), offset: maybe(count) }))),
    symbols: z.array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(['function', 'data', 'global', 'tag', 'table', 'section']),
        index: maybe(count),
        offset: maybe(count),
        size: maybe(count),
        flags: maybe(flags),
      }),
    ),
  })
  .superRefine((value, context) => {
    for (const { to } of sitesOf(value)) {
      if (typeof to === 'number' ? to < (value.types?.length ?? 0) : value.symbols.some(({ name }) => name === to))
        continue;
      context.addIssue({ code: 'custom', message: `a site refers to ${to}, which the object does not have` });
    }
  });

export const guardFileSchema: z.ZodType<GuardFile> = z.strictObject({
  kind: z.string().regex(/^[A-Z0-9_]+$/, 'not the name of a kind'),
  code: count,
  links: z.array(
    z.strictObject({
      name: z.string(),
      args: z.array(z.string()),
      not: maybe(z.partialRecord(z.enum(guardWays), z.string())),
      memory64: maybe(z.literal(true)),
      objects: z.array(object),
    }),
  ),
});

function sitesOf({ functions = [], segments = [], customs = [] }: GuardObject) {
  return [...functions, ...segments, ...customs].flatMap(({ sites = [] }) => sites);
}
