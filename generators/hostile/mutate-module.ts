/**
 * Mutations of an object's module: sections out of order, twice or missing, indices out of their spaces, counts that do not
 * fit each other, limits that no machine has.
 * Not here: what only linkers read (`mutate-linking.ts`).
 */
import { i32Constant } from '../../src/wasm/constant-expressions.ts';
import type { Limits } from '../../src/wasm/model.ts';
import type { ObjectSource, SectionSlot } from '../../src/wasm/object-source.ts';
import type { Choices } from '../make/choices.ts';
import { withoutOrder } from './mutate-linking.ts';
import { type ObjectMutator, painful, painfulNumber, withOneChanged } from './mutator.ts';

export const moduleMutators: readonly ObjectMutator[] = [
  { name: 'sections-shuffled', apply: onOrder((order, _, choices) => choices.shuffle(order)) },
  { name: 'section-moved', apply: onOrder((order, at, choices) => moved(order, at, choices.below(order.length))) },
  { name: 'section-twice', apply: onOrder((order, at) => order.toSpliced(at, 0, order[at]!)) },
  { name: 'section-dropped', apply: onOrder((order, at) => order.toSpliced(at, 1)) },
  {
    name: 'section-unknown',
    apply: onOrder((order, at, choices) => order.with(at, { kind: 'core', id: choices.pick(strangeIds) })),
  },
  { name: 'type-index', apply: onList('functions', (index, choices) => painfulNumber(choices, index)) },
  { name: 'type-dropped', apply: shortened('types') },
  { name: 'body-dropped', apply: withoutLastBody },
  { name: 'function-dropped', apply: shortened('functions') },
  { name: 'segment-dropped', apply: shortened('data') },
  { name: 'data-count', apply: (source, choices) => withoutOrder({ ...source, dataCount: choices.pick(painful) }) },
  {
    name: 'memory-limits',
    apply: onList('imports', (entry, choices) =>
      entry.kind === 'memory' ? { ...entry, limits: strangeLimits(choices) } : { ...entry, field: 'memory' },
    ),
  },
  {
    name: 'segment-address',
    apply: onList('data', (segment, choices) => ({ ...segment, offsetExpression: i32Constant(choices.int32()) })),
  },
  {
    name: 'segment-flags',
    apply: onList('data', (segment, choices) => ({ ...segment, flags: choices.pick([0, 1, 2, 3, 7]) })),
  },
  { name: 'body-bytes', apply: onList('bodies', (body, choices) => scribbled(body, choices)) },
  {
    name: 'custom-content',
    apply: onList('customs', (custom, choices) => ({ ...custom, content: scribbled(custom.content, choices) })),
  },
  {
    name: 'custom-name',
    apply: onList('customs', (custom, choices) => ({ ...custom, name: choices.pick(customNames) })),
  },
  {
    name: 'import-name',
    apply: onList('imports', (entry, choices) => ({ ...entry, field: choices.pick(['', '\0', 'probe0', 'memory']) })),
  },
  { name: 'start-function', apply: (source, choices) => withoutOrder({ ...source, start: choices.pick(painful) }) },
];

const strangeIds: readonly number[] = [1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 100, 255];
const customNames: readonly string[] = [
  '',
  'linking',
  'reloc.',
  'reloc.CODE',
  'name',
  'producers',
  'target_features',
  'dylink',
  'dylink.0',
  '.debug_info',
];

function onOrder(
  change: (order: readonly SectionSlot[], at: number, choices: Choices) => readonly SectionSlot[],
): ObjectMutator['apply'] {
  return (source, choices) => {
    const { order = [] } = source;
    return order.length === 0 ? undefined : { ...source, order: change(order, choices.below(order.length), choices) };
  };
}

function moved(order: readonly SectionSlot[], from: number, to: number): SectionSlot[] {
  return order.toSpliced(from, 1).toSpliced(to, 0, order[from]!);
}

type ListField = 'types' | 'imports' | 'functions' | 'memories' | 'bodies' | 'data' | 'customs';
type Member<Field extends ListField> = NonNullable<ObjectSource[Field]>[number];

function onList<Field extends ListField>(
  field: Field,
  change: (item: Member<Field>, choices: Choices) => Member<Field>,
): ObjectMutator['apply'] {
  return (source, choices) => {
    const list = source[field] as readonly Member<Field>[] | undefined;
    const changed = withOneChanged(list, choices, (item) => change(item, choices));
    return changed && { ...source, [field]: changed };
  };
}

/** Without its last member, or its first. */
function shortened(field: ListField): ObjectMutator['apply'] {
  return (source, choices) => {
    const list = (source[field] ?? []) as readonly unknown[];
    if (list.length === 0) return undefined;
    return { ...source, [field]: choices.percent(50) ? list.slice(1) : list.slice(0, -1) };
  };
}

/** With the relocations that lie in it: what is left can be written down. */
function withoutLastBody(source: ObjectSource): ObjectSource | undefined {
  const { bodies = [], relocations = [] } = source;
  if (bodies.length === 0) return undefined;
  const kept = bodies.slice(0, -1);
  return {
    ...source,
    bodies: kept,
    relocations: relocations.map((list) =>
      list.of === 'code' ? { ...list, entries: list.entries.filter(({ item = 0 }) => item < kept.length) } : list,
    ),
  };
}

function strangeLimits(choices: Choices): Limits {
  return {
    flags: choices.pick([0, 1, 2, 3, 4, 5, 7, 8]),
    minimum: BigInt(choices.pick(painful)),
    maximum: BigInt(choices.pick(painful)),
  };
}

function scribbled(bytes: Uint8Array, choices: Choices): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(choices.below(256));
  return bytes.with(choices.below(bytes.length), choices.below(256));
}
