/**
 * Each property is worth its time: a fault that no other property of the list sees, or that it sees before the others.
 * Faults are changes of what the linker gives or gets, so that they are in no source; those of `corpus/faults` are measured
 * by `linksmith bench faults`.
 */
import { describe, expect, test } from 'vitest';
import type { Input, Scenario } from '../generators/scenario/scenario.ts';
import { moduleIn } from '../src/observe/decoded-files.ts';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import type { LinkJob, LinkOutcome, Target } from '../src/targets/target.ts';
import { exampleScenario } from './example-scenario.ts';
import { properties } from './index.ts';
import type { Property } from './property.ts';
import { scenarioSubject } from './subject.ts';

type Linked = Extract<LinkOutcome, { kind: 'linked' }>;

/** The example with a pointer that no program looks at, beside the one that is followed. */
const scenario: Scenario = { ...exampleScenario, inputs: exampleScenario.inputs.map(withUnreadPointer) };

function withUnreadPointer(input: Input): Input {
  if (input.kind !== 'object') return input;
  const unread = { offset: 4, kind: 'MEMORY_ADDR_I32', symbol: 'data', addend: 4 } as const;
  const segments = input.object.segments.map((segment) =>
    segment.id === 'pointer-segment'
      ? { ...segment, bytes: `${segment.bytes}00000000`, sites: [...segment.sites, unread] }
      : segment,
  );
  return { kind: 'object', object: { ...input.object, segments } };
}

/** What is wrong with a linker, whatever its strategy; made anew for each property. */
type Wrong = (target: Target) => Target;

const changed =
  (change: (outcome: Linked, job: LinkJob) => LinkOutcome): Wrong =>
  (target) =>
    doctoredTarget(target, (outcome, job) => (outcome.kind === 'linked' ? change(outcome, job) : outcome));

const told =
  (...args: readonly string[]): Wrong =>
  (target) => ({ ...target, link: (job) => target.link({ ...job, args: [...args, ...job.args] }) });

const when =
  (applies: (job: LinkJob) => boolean, change: (outcome: Linked) => LinkOutcome): Wrong =>
  (target) =>
    changed((outcome, job) => (applies(job) ? change(outcome) : outcome))(target);

function replaced({ bytes, ...outcome }: Linked, from: readonly number[], to: readonly number[]): Linked {
  const copy = bytes.slice();
  const at = Buffer.from(copy).indexOf(Buffer.from(from));
  if (at >= 0) copy.set(to, at);
  return { ...outcome, bytes: copy };
}

/** The value of `answer`, where there is no relocation. */
const wrongConstant = (outcome: Linked) => replaced(outcome, [0x41, 42, 0x0b], [0x41, 41, 0x0b]);
const oneMoreSection = (outcome: Linked, name = 'x') => {
  const section = Buffer.concat([Uint8Array.of(0, name.length + 2, name.length), Buffer.from(name), Uint8Array.of(9)]);
  return { ...outcome, bytes: Buffer.concat([outcome.bytes, section]) };
};

const ownOrder = ['main.o', 'other.o', 'lib.a'];
const orderOf = ({ args }: LinkJob) => args.filter((arg) => ownOrder.includes(arg));

function differsTheSecondTime(target: Target): Target {
  const seen = new Set<string>();
  return changed((outcome, { args }) => {
    const isFirst = !seen.has(args.join());
    seen.add(args.join());
    return isFirst ? outcome : oneMoreSection(outcome);
  })(target);
}

/** Of the dead function, which goes nowhere. */
function writesToInput(target: Target): Target {
  return changed((outcome, { files }) => {
    const bytes = files.get('main.o');
    const at = bytes ? Buffer.from(bytes).indexOf(Buffer.from([0x41, 0xe3, 0, 0x0b])) : -1;
    if (at >= 0) bytes![at + 1]! ^= 1;
    return outcome;
  })(target);
}

/** What is read here is one page less than the file says: as if the decoder were wrong about it. */
function misread(outcome: Linked): Linked {
  const { bytes } = replaced(outcome, [], []);
  moduleIn(bytes);
  const memory = Buffer.from(bytes).indexOf(Buffer.from([5, 3, 1, 0]));
  bytes[memory + 4]! += 1;
  return { ...outcome, bytes };
}

/** Names of fields: a count of 9, and nothing behind. */
const cutNames = ({ bytes, ...outcome }: Linked) => {
  const section = Uint8Array.of(0, 8, 4, ...Buffer.from('name'), 10, 1, 9);
  return { ...outcome, bytes: Buffer.concat([bytes, section]) };
};

interface Row {
  readonly property: string;
  readonly fault: string;
  readonly wrong: Wrong;
  /** `alone`: all others hold or do not apply. */
  readonly sees: 'alone' | 'first';
  /** The other strategy is right, or another linker is there to compare with. */
  readonly beside?: readonly Target[];
}

const lazy = openTarget('lazy');
const eager = openTarget('eager');

const rows: readonly Row[] = [
  {
    property: 'survives-anything',
    fault: 'the linker breaks down',
    wrong: changed(() => ({ kind: 'crashed', reason: 'assertion', messages: [] })),
    sees: 'first',
  },
  {
    property: 'valid-everywhere',
    fault: 'a constant has another type',
    wrong: changed((outcome) => replaced(outcome, [0x41, 42, 0x0b], [0x42, 42, 0x0b])),
    sees: 'first',
  },
  { property: 'self-check', fault: 'a constant is another', wrong: changed(wrongConstant), sees: 'first' },
  { property: 'resolution', fault: 'a name too much is exported', wrong: told('--export=answer'), sees: 'alone' },
  { property: 'reachability', fault: 'nothing is collected', wrong: told('--no-gc-sections'), sees: 'first' },
  { property: 'layout', fault: 'the stack is larger', wrong: told('-z', 'stack-size=131072'), sees: 'alone' },
  {
    property: 'relocation-audit',
    fault: 'a pointer that nobody reads is wrong',
    wrong: changed((outcome) =>
      replaced(outcome, [0x02, 0x04, 0, 0, 0x04, 0x04, 0, 0], [0x02, 0x04, 0, 0, 0x08, 0x04, 0, 0]),
    ),
    sees: 'first',
  },
  {
    property: 'lazy-equals-eager',
    fault: 'one strategy adds a section',
    wrong: changed((outcome) => oneMoreSection(outcome)),
    sees: 'first',
    beside: [eager],
  },
  {
    property: 'search-equals-scan',
    fault: 'a search ends late, at nothing that matters',
    wrong: changed((outcome) => ({
      ...outcome,
      ranges: (outcome.ranges ?? []).map((range) => ({ ...range, last: range.last + 1 })),
    })),
    sees: 'alone',
  },
  {
    property: 'laziness',
    fault: 'an atom is made that nobody marked',
    wrong: changed(({ stats, ...outcome }) => ({
      ...outcome,
      ...(stats && { stats: { ...stats, atomsParsed: stats.atomsParsed + 1 } }),
    })),
    sees: 'alone',
  },
  { property: 'input-untouched', fault: 'a byte of an input is changed', wrong: writesToInput, sees: 'alone' },
  { property: 'deterministic', fault: 'the second link is another', wrong: differsTheSecondTime, sees: 'alone' },
  {
    property: 'strip-is-neutral',
    fault: 'stripping changes code',
    wrong: when(({ args }) => args.includes('--strip-all'), wrongConstant),
    sees: 'alone',
  },
  {
    property: 'response-files-are-neutral',
    fault: 'a response file changes code',
    wrong: when(({ files }) => files.has('outer.rsp'), wrongConstant),
    sees: 'alone',
  },
  {
    property: 'unreferenced-member-is-invisible',
    fault: 'an archive leaves a trace',
    wrong: when(({ files }) => files.has('unreferenced.a'), oneMoreSection),
    sees: 'alone',
  },
  {
    property: 'partial-link',
    fault: '-r changes code',
    wrong: when(({ args }) => args.includes('-r'), wrongConstant),
    sees: 'alone',
  },
  {
    property: 'permutation',
    fault: 'another order changes code',
    wrong: when(
      (job) => job.files.size === 3 && orderOf(job).length === 3 && `${orderOf(job)}` !== `${ownOrder}`,
      wrongConstant,
    ),
    sees: 'alone',
  },
  {
    property: 'split-and-join',
    fault: 'what is cut in two changes code',
    wrong: when(({ files }) => [...files.keys()].some((name) => name.endsWith('.right.o')), wrongConstant),
    sees: 'alone',
  },
  {
    property: 'differential',
    fault: 'a section is called otherwise',
    wrong: changed((outcome) => oneMoreSection(outcome, 'y')),
    sees: 'alone',
    beside: [
      { ...changed((outcome) => oneMoreSection(outcome, 'y'))(eager), name: 'eager' },
      { ...changed((outcome) => oneMoreSection(outcome, 'x'))(lazy), name: 'wasm-ld-19' },
    ],
  },
  { property: 'reader-agreement', fault: 'the size of memory is misread', wrong: changed(misread), sees: 'alone' },
  {
    property: 'valid-in-binaryen',
    fault: 'a list of names that engines pass over is cut short',
    wrong: (target) => changed(cutNames)(told('--strip-all')(target)),
    sees: 'alone',
  },
];

/** Names of the properties that fail, in the order in which they are asked. Each is asked in a case that its sample takes. */
async function failing({ wrong, beside }: Row): Promise<readonly string[]> {
  const names: string[] = [];
  for (const property of properties) if (await fails(property, wrong, beside)) names.push(property.name);
  return names;
}

async function fails(property: Property<Scenario>, wrong: Wrong, beside: Row['beside']): Promise<boolean> {
  if (!property.appliesTo(lazy)) return false;
  for (let seed = 0; ; seed++) {
    const others = new Map((beside ?? [wrong(eager)]).map((target) => [target.name, target]));
    const verdict = await property.check(scenarioSubject(scenario, { target: wrong(lazy), others, seed }));
    const isPassedOver = verdict.kind === 'not-applicable' && verdict.reason.startsWith('one case in');
    if (!isPassedOver) return verdict.kind === 'fails';
  }
}

/** What they are for stands in hostile cases; their own tests show that they can fail. */
const ofHostileCases = ['refusal-names-its-cause', 'readers-survive', 'valid-if-inputs-are', 'audit-survives'];

describe('a fault for each property', () => {
  test('is there', () => {
    const names = properties.map(({ name }) => name).filter((name) => !ofHostileCases.includes(name));
    expect(rows.map(({ property }) => property)).toEqual(names);
  });

  test('is none of a linker that is right', async () => {
    expect(await failing({ property: '', fault: '', wrong: (target) => target, sees: 'alone' })).toEqual([]);
  });

  test.each(rows)('$property sees $sees that $fault', async (row) => {
    const names = await failing(row);
    expect(row.sees === 'alone' ? names : names.slice(0, 1)).toEqual([row.property]);
  });
});
