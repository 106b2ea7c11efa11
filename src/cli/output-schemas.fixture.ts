/**
 * What `--json` prints and what campaigns leave for other programs, as schemas. `output-schemas.test.ts` writes them to
 * `schemas/`, which the package holds; tests of the commands ask `misfits` about what they printed. Tests only.
 */
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type * as z from 'zod';
import { benchSchemas } from './bench-schemas.fixture.ts';
import { campaignSchemas } from './campaign-schemas.fixture.ts';
import { corpusSchemas } from './corpus-schemas.fixture.ts';
import { inspectSchemas } from './inspect-schemas.fixture.ts';

/** By the name of the file in `schemas/`: what it describes, and how. */
export const outputSchemas = {
  ...campaignSchemas,
  ...inspectSchemas,
  ...corpusSchemas,
  ...benchSchemas,
} satisfies Record<string, readonly [description: string, schema: z.ZodType]>;

export type OutputName = keyof typeof outputSchemas;

export const outputNames = Object.keys(outputSchemas) as readonly OutputName[];

export const schemaFile = (name: OutputName): URL => new URL(`../../schemas/${name}.json`, import.meta.url);

/** What a schema of the package says is wrong with printed JSON, by path. */
export function misfits(name: OutputName, text: string): string[] {
  const ajv = new Ajv2020.default({ allErrors: true });
  addFormats.default(ajv);
  const check = ajv.compile(JSON.parse(readFileSync(schemaFile(name), 'utf8')));
  return check(JSON.parse(text)) ? [] : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
