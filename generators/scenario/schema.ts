/**
 * The scenario model as a schema: what a stored scenario must look like before anything else trusts it, and the JSON
 * schema of it for other programs. `scenario.ts` says what each field means; a schema that differs from its types in any
 * field, optional ones too, does not compile.
 * In: JSON of any schema version that there was. Out: a scenario of today's, or an error of one line that names the path.
 * Not here: whether the scenario holds together (`validate.ts`), how old versions become new ones (`migrate.ts`).
 */
import * as z from 'zod';
import { migrateScenario, ScenarioError } from './migrate.ts';
import {
  type Denotation,
  type Expression,
  featureAreas,
  type Input,
  type LinkOptions,
  type Place,
  type Scenario,
  type ScenarioLibrary,
  type ScenarioObject,
  type ScenarioSymbol,
  type Signature,
  type Site,
  type Slot,
  type Statement,
  scenarioSchemaVersion,
  siteKinds,
} from './scenario.ts';

/** Brings old schema versions up to date. Throws `ScenarioError`. */
export function parseScenario(json: unknown): Scenario {
  const result = parsed(migrateScenario(json));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new ScenarioError(`${pathText(issue.path)}: ${issue.message.toLowerCase()}`);
}

/** draft 2020-12. */
export function scenarioJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(scenarioSchema, { metadata: definitions });
  return { $schema, title: `linksmith scenario, schema version ${scenarioSchemaVersion}`, ...rest };
}

/** Expressions that are nested deeper than the stack is high are no scenario either. */
function parsed(json: unknown): ReturnType<typeof scenarioSchema.safeParse> {
  try {
    return scenarioSchema.safeParse(json);
  } catch (error) {
    if (error instanceof RangeError) throw new ScenarioError('scenario: nested too deeply');
    throw error;
  }
}

/** `inputs[0].object.symbols[2].binding` */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? 'scenario' : text.replace(/^\./, '');
}

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
type Same<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

/** What the definitions in the JSON schema are called. */
const definitions = z.registry<{ id: string }>();

function named<Type>(schema: z.ZodType<Type>, id: string | undefined): z.ZodType<Type> {
  if (id !== undefined) definitions.add(schema, { id });
  return schema;
}

/** Holds a schema to a type: fields, whether they may be absent, and what they hold, in both directions. */
const exactly =
  <Type>(id?: string) =>
  <Schema extends z.ZodType>(
    schema: Same<DeepReadonly<z.infer<Schema>>, DeepReadonly<Type>> extends true ? Schema : 'is not as the type says',
  ): z.ZodType<Type> =>
    named(schema as unknown as z.ZodType<Type>, id);

const word = z.string().min(1);
const offset = z.int().nonnegative();
/** No scenario means a number that 32 bits do not hold, but an addend or a value may be written signed or unsigned. */
const integer = z.int();
const list = <Schema extends z.ZodType>(schema: Schema) => z.array(schema);
const maybe = <Schema extends z.ZodType>(schema: Schema) => z.exactOptional(schema);
const flag = maybe(z.boolean());
const words = list(word);
const hex = z
  .string()
  .regex(/^[0-9a-f]*$/, 'not hexadecimal digits')
  .refine((digits) => digits.length % 2 === 0, 'an odd number of hexadecimal digits');

const tableIndex = offset.max(9_999);
const width = z.union([z.literal(1), z.literal(4)]);
const valueType = z.enum(['i32', 'i64', 'f32', 'f64']);
const signature = exactly<Signature>('Signature')(
  z.strictObject({ parameters: list(valueType), results: list(valueType) }),
);

// What refers to itself goes through a lazy schema of the declared type; each level is still compared with its type.
const expression: z.ZodType<Expression> = named(
  z.lazy(() => expressionSchema),
  'Expression',
);
const place: z.ZodType<Place> = named(
  z.lazy(() => placeSchema),
  'Place',
);
const slot: z.ZodType<Slot> = named(
  z.lazy(() => slotSchema),
  'Slot',
);
const terms = list(expression);

const placeSchema = exactly<Place>()(
  z.discriminatedUnion('from', [
    z.strictObject({
      from: z.literal('symbol'),
      symbol: word,
      addend: integer,
      how: z.enum(['sleb', 'leb', 'got', 'rel', 'tls']),
      base: maybe(offset),
    }),
    z.strictObject({ from: z.literal('memory'), at: place, plus: integer }),
    z.strictObject({ from: z.literal('relative'), at: place }),
    z.strictObject({ from: z.literal('thread-base'), plus: integer }),
  ]),
);

const slotSchema = exactly<Slot>()(
  z.discriminatedUnion('from', [
    z.strictObject({ from: z.literal('symbol'), symbol: word, how: maybe(z.enum(['got', 'rel'])) }),
    z.strictObject({ from: z.literal('memory'), at: place }),
  ]),
);

const expressionSchema = exactly<Expression>()(
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('constant'), value: integer }),
    z.strictObject({ op: z.literal('argument'), index: offset }),
    z.strictObject({ op: z.literal('mix'), terms: terms.min(1) }),
    z.strictObject({ op: z.literal('add'), left: expression, right: expression }),
    z.strictObject({ op: z.literal('low-bits'), value: expression, bits: offset }),
    z.strictObject({ op: z.literal('if'), condition: expression, whenTrue: expression, whenFalse: expression }),
    z.strictObject({ op: z.literal('load'), place, bytes: width }),
    z.strictObject({ op: z.literal('call'), symbol: word, arguments: terms }),
    z.strictObject({ op: z.literal('call-indirect'), slot, signature, arguments: terms }),
    z.strictObject({ op: z.literal('same-address'), left: place, right: place }),
    z.strictObject({ op: z.literal('aligned'), place, alignLog2: offset }),
    z.strictObject({ op: z.literal('null-address'), place }),
    z.strictObject({ op: z.literal('distance'), from: place, to: place }),
    z.strictObject({ op: z.literal('apart'), left: place, leftSize: offset, right: place, rightSize: offset }),
    z.strictObject({ op: z.literal('same-function'), left: slot, right: slot }),
    z.strictObject({ op: z.literal('null-function'), slot }),
    z.strictObject({ op: z.literal('get-global'), symbol: word }),
    z.strictObject({ op: z.literal('throw'), symbol: word, arguments: terms }),
    z.strictObject({ op: z.literal('catch'), symbol: word, body: expression, otherwise: maybe(integer) }),
    z.strictObject({ op: z.literal('table-size'), symbol: word }),
    z.strictObject({ op: z.literal('table-grow'), symbol: word, by: tableIndex }),
    z.strictObject({ op: z.literal('table-null'), symbol: word, index: tableIndex }),
    z.strictObject({ op: z.literal('call-table'), symbol: word, index: tableIndex, signature, arguments: terms }),
    z.strictObject({ op: z.literal('thread-storage'), what: z.enum(['size', 'alignment']) }),
    z.strictObject({ op: z.literal('in-frame'), value: expression }),
  ]),
);

const statement = exactly<Statement>('Statement')(
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('store'), place, bytes: width, value: expression }),
    z.strictObject({ op: z.literal('set-global'), symbol: word, value: expression }),
    z.strictObject({ op: z.literal('start-thread'), symbol: word, block: place }),
    z.strictObject({ op: z.literal('table-set'), symbol: word, index: tableIndex, slot: maybe(slot) }),
    z.strictObject({ op: z.literal('evaluate'), value: expression }),
    z.strictObject({ op: z.literal('nops'), count: offset }),
  ]),
);

const importName = maybe(z.strictObject({ module: z.string(), field: z.string() }));

const tableShape = {
  element: z.enum(['funcref', 'externref']),
  minimum: tableIndex,
  maximum: maybe(tableIndex),
};

const denotation = exactly<Denotation>('Denotation')(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('function'), function: word }),
    z.strictObject({ kind: z.literal('undefined-function'), signature, import: importName }),
    z.strictObject({ kind: z.literal('data'), segment: word, offset, size: offset }),
    z.strictObject({ kind: z.literal('undefined-data') }),
    z.strictObject({ kind: z.literal('absolute-data'), address: offset }),
    z.strictObject({ kind: z.literal('global'), global: word }),
    z.strictObject({
      kind: z.literal('undefined-global'),
      type: valueType,
      mutable: z.boolean(),
      import: importName,
    }),
    z.strictObject({ kind: z.literal('tag'), tag: word }),
    z.strictObject({ kind: z.literal('undefined-tag'), parameters: list(valueType), import: importName }),
    z.strictObject({ kind: z.literal('table'), table: word }),
    z.strictObject({ kind: z.literal('undefined-table'), ...tableShape, import: importName }),
    z.strictObject({ kind: z.literal('section'), section: word }),
  ]),
);

const symbol = exactly<ScenarioSymbol>('ScenarioSymbol')(
  z.strictObject({
    id: word,
    name: z.string(),
    binding: z.enum(['strong', 'weak', 'local']),
    hidden: flag,
    exported: flag,
    noStrip: flag,
    denotes: denotation,
  }),
);

const site = exactly<Site>('Site')(z.strictObject({ offset, kind: z.enum(siteKinds), symbol: word, addend: integer }));
const withSites = { id: word, name: z.string(), bytes: hex, sites: list(site), comdat: maybe(word) };

const object = exactly<ScenarioObject>('ScenarioObject')(
  z.strictObject({
    name: word,
    functions: list(
      z.strictObject({
        id: word,
        signature,
        body: z.strictObject({ statements: list(statement), result: maybe(expression) }),
        comdat: maybe(word),
      }),
    ),
    segments: list(
      z.strictObject({
        ...withSites,
        alignLog2: offset.max(31),
        retain: flag,
        strings: flag,
        threadLocal: maybe(z.enum(['flag', 'name'])),
        passive: flag,
      }),
    ),
    globals: list(z.strictObject({ id: word, type: valueType, mutable: z.boolean(), init: z.number() })),
    tags: maybe(list(z.strictObject({ id: word, parameters: list(valueType) }))),
    tables: maybe(list(z.strictObject({ id: word, ...tableShape }))),
    customSections: list(z.strictObject(withSites)),
    symbols: list(symbol),
    initFunctions: list(z.strictObject({ symbol: word, priority: offset })),
    targetFeatures: list(z.strictObject({ prefix: z.enum(['+', '-']), name: z.string() })),
    producers: list(
      z.strictObject({
        field: z.enum(['language', 'processed-by', 'sdk']),
        name: z.string(),
        version: z.string(),
      }),
    ),
    legacyTable: flag,
    memory64: flag,
  }),
);

const input = exactly<Input>('Input')(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('object'), object }),
    z.strictObject({
      kind: z.literal('archive'),
      name: word,
      members: list(object),
      wholeArchive: flag,
      format: maybe(z.enum(['gnu', 'gnu64', 'bsd', 'darwin64'])),
      thin: flag,
      index: flag,
    }),
    z.strictObject({ kind: z.literal('start-lib'), members: list(object) }),
  ]),
);

const options = exactly<LinkOptions>('LinkOptions')(
  z.strictObject({
    entry: z.string().nullable(),
    exports: words,
    exportsIfDefined: maybe(words),
    undefined: maybe(words),
    exportAll: flag,
    exportDynamic: flag,
    gcSections: flag,
    strip: maybe(z.enum(['debug', 'all'])),
    keepSections: maybe(words),
    stackFirst: flag,
    stackSize: maybe(offset),
    globalBase: maybe(offset),
    initialMemory: maybe(offset),
    maxMemory: maybe(offset),
    initialHeap: maybe(offset),
    noGrowableMemory: flag,
    importMemory: flag,
    exportTable: flag,
    importTable: flag,
    growableTable: flag,
    tableBase: maybe(offset),
    mergeDataSegments: flag,
    optimize: maybe(z.union([z.literal(0), z.literal(1), z.literal(2)])),
    compressRelocations: flag,
    emitRelocs: flag,
    allowUndefined: flag,
    importUndefined: flag,
    unresolvedSymbols: maybe(z.enum(['report-all', 'ignore-all', 'import-dynamic'])),
    warnUnresolvedSymbols: flag,
    allowUndefinedFile: maybe(words),
    wrap: maybe(words),
    exportMemory: maybe(z.union([z.literal(true), word])),
    demangle: flag,
    errorLimit: maybe(offset),
    buildId: maybe(z.enum(['fast', 'sha1', '0x1f2e'])),
    soname: maybe(word),
    checkFeatures: flag,
    features: maybe(words),
    extraFeatures: maybe(words),
    fatalWarnings: flag,
    pie: flag,
    shared: flag,
    bSymbolic: flag,
    sharedMemory: flag,
    memory64: flag,
  }),
);

const library = exactly<ScenarioLibrary>('ScenarioLibrary')(
  z.strictObject({
    name: word,
    functions: list(z.strictObject({ name: word, signature })),
    data: list(z.strictObject({ name: word, bytes: hex })),
  }),
);

const scenarioSchema = exactly<Scenario>('Scenario')(
  z.strictObject({
    schemaVersion: z.literal(scenarioSchemaVersion),
    title: z.string(),
    leftOut: list(z.enum(featureAreas)),
    inputs: list(input),
    libraries: maybe(list(library)),
    options,
    loading: maybe(z.strictObject({ memoryBase: offset, tableBase: offset })),
    probes: list(z.strictObject({ export: z.string(), arguments: list(integer), thread: maybe(offset.max(7)) })),
  }),
);
