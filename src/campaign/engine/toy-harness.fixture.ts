/**
 * A harness for the engine's own tests: a scenario is a list of numbers, its job one file with them, linking writes their
 * sum as a padded LEB where a module has its code. The targets' names say what is wrong with them.
 * Not here: anything of wasm linking. Tests only: it is not part of what is built.
 */
import type { Property, Verdict } from '../../../properties/property.ts';
import { fails, holds, notApplicable } from '../../../properties/property.ts';
import type { LinkJob, LinkOutcome, Target } from '../../targets/target.ts';
import { TargetMissingError } from '../../targets/target.ts';
import type { Harness } from './harness.ts';

export interface ToyScenario {
  readonly values: readonly number[];
}

const remembered = new Set<string>();

/** What a target does with the numbers of a job. */
const targets: Readonly<Record<string, (values: readonly number[]) => LinkOutcome>> = {
  good: (values) => linked(sum(values)),
  /** Does few cases, and `lacks-all` none. */
  'lacks-odd': (values) => linked(sum(values)),
  'lacks-all': (values) => linked(sum(values)),
  /** Wrong when 13 is there; wrong in another way when two values are over 90. */
  bad: (values) => linked(sum(values) + (values.includes(13) ? 2 : 0) + (over90(values) >= 2 ? 4 : 0)),
  /** What is tested when nobody names a target. */
  lazy: (values) => linked(sum(values) + (values.includes(13) ? 2 : 0)),
  /** As bad until somebody mends it, in the environment of the worker. */
  mendable: (values) => linked(sum(values) + (values.includes(13) && process.env.LINKSMITH_TOY_MENDED !== '1' ? 2 : 0)),
  /** The same, and each link takes a while. */
  slow: (values) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);
    return targets.bad!(values);
  },
  hangs: (values) => {
    while (values.includes(13));
    return linked(sum(values));
  },
  /** Wrong with 13 the first time that it sees these values: it keeps something from one link to the next. */
  remembers: (values) => {
    const isFirst = values.includes(13) && !remembered.has(values.join());
    remembered.add(values.join());
    return linked(sum(values) + (isFirst ? 2 : 0));
  },
  /** Ends its worker thread as an exit does. */
  exits: (values) => (values.includes(13) ? process.exit(7) : linked(sum(values))),
  /** Ends its worker thread as an exception in a callback does. */
  throws: (values) => {
    if (values.includes(13)) throw new Error('thirteen');
    return linked(sum(values));
  },
};

export const toyProperties: readonly Property<ToyScenario>[] = [
  {
    name: 'sum-is-right',
    statement: 'The output is the sum of the input',
    blindSpot: 'Everything else',
    appliesTo: () => true,
    async check({ link, scenario }): Promise<Verdict> {
      if (scenario === undefined) return notApplicable('needs a scenario');
      const outcome = await link();
      if (outcome.kind !== 'linked') return fails(outcome.kind, outcome.messages.join('\n'));
      const got = readSum(outcome.bytes);
      const difference = got - sum(scenario.values);
      return difference === 0 ? holds : fails(`off-by-${difference}`, `expected ${sum(scenario.values)}, got ${got}`);
    },
  },
  {
    name: 'small-enough',
    statement: 'The output has fewer than 100 bytes',
    blindSpot: 'What the bytes are',
    appliesTo: () => true,
    check: async ({ link }) => {
      const outcome = await link();
      return outcome.kind === 'linked' && outcome.bytes.length < 100 ? holds : notApplicable('not linked');
    },
  },
];

export const harness: Harness = toyHarness(toyProperties) as Harness;

export function toyHarness(properties: readonly Property<ToyScenario>[]): Harness<ToyScenario> {
  return {
    profiles: ['default'],
    properties,
    lane: () => ({ features: ['odd', 'even', 'over-90', 'never'], properties: properties.map(({ name }) => name) }),
    companions: [],
    caseAt: ({ seed, index }) => ({ values: valuesAt(seed, index) }),
    drawCase: ({ seed, index }, tape) => {
      const values = valuesAt(seed, index).map((value, i) => tape[i] ?? value);
      return { scenario: { values }, tape: values };
    },
    lower: ({ values }) => ({ files: new Map([['a.o', Uint8Array.from(values)]]), args: ['--toy', 'a.o'] }),
    featuresOf,
    relocationKindsOf: () => ['R_TOY'],
    shrinkScenario,
    printScenario: ({ values }) => `values ${values.join(' ')}`,
    parseScenario,
    openTarget,
  };
}

/** Tells what is behind a difference of 2, under a key that does not. */
export const toldProperty: Property<ToyScenario> = {
  name: 'cause-is-told',
  statement: 'The output is the sum of the input',
  blindSpot: 'Everything else',
  appliesTo: () => true,
  async check({ link, scenario }): Promise<Verdict> {
    const outcome = await link();
    if (outcome.kind !== 'linked' || scenario === undefined) return notApplicable('not linked');
    const difference = readSum(outcome.bytes) - sum(scenario.values);
    return difference === 0 ? holds : fails('wrong', `off by ${difference}`, difference === 2 ? 'thirteen' : 'over 90');
  },
};

/** Six numbers below 100. */
export function valuesAt(seed: number, index: number): number[] {
  let state = (seed * 2654435761 + index * 40503 + 1) >>> 0;
  return Array.from({ length: 6 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % 100;
  });
}

function* shrinkScenario({ values }: ToyScenario): Generator<ToyScenario> {
  for (let i = 0; i < values.length; i++) yield { values: values.toSpliced(i, 1) };
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) yield { values: values.with(i, values[i]! - 1) };
}

function featuresOf({ values }: ToyScenario): string[] {
  const odd = values.some((value) => value % 2 === 1);
  const even = values.some((value) => value % 2 === 0);
  return [...(odd ? ['odd'] : []), ...(even ? ['even'] : []), ...(over90(values) > 0 ? ['over-90'] : [])];
}

function parseScenario(value: unknown): ToyScenario {
  const values = (value as { values?: unknown } | null)?.values;
  if (!Array.isArray(values)) throw new Error('not a toy scenario');
  return { values: values.map(Number) };
}

async function openTarget(name: string): Promise<Target> {
  const work = targets[name];
  if (work === undefined) throw new TargetMissingError(`${name} is not a target`);
  return {
    name,
    version: async () => '1.0',
    lacks: ({ features }) =>
      name === 'lacks-all' || (name === 'lacks-odd' && features.includes('odd')) ? 'odd' : undefined,
    link: async (job: LinkJob) => work([...(job.files.get('a.o') ?? [])]),
  };
}

/** Header, then section 10 with the sum as a LEB of five bytes. */
function linked(value: number): LinkOutcome {
  const leb = [0, 7, 14, 21].map((shift) => ((value >>> shift) & 0x7f) | 0x80);
  return { kind: 'linked', bytes: Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 10, 5, ...leb, 0]), messages: [] };
}

const readSum = (bytes: Uint8Array): number =>
  [10, 11, 12, 13].reduce((value, at, i) => value + (bytes[at]! & 0x7f) * 0x80 ** i, 0);

const sum = (values: readonly number[]): number => values.reduce((left, right) => left + right, 0);
const over90 = (values: readonly number[]): number => values.filter((value) => value > 90).length;
