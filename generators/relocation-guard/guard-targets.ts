/**
 * What the sites of a guard link refer to, a stage for each kind of thing: two objects with a plain definition, its alias,
 * a place inside, a local name that both objects have, a weak definition that loses, one that is dead, and names that
 * stay undefined. Sites are added by `guard-links.ts`.
 */
import type { GuardFunction, GuardObject, GuardSymbol } from './guard-file.ts';

/** A symbol, or the number of a type, and why it is asked for. */
export type Aim = readonly [to: string | number, edge: string];

export interface Stage {
  readonly first: GuardObject;
  readonly second: GuardObject;
  /** Of the first object: its own, and the second's. */
  readonly plain: string | number;
  readonly other: string | number;
  /** Everything else that the first object refers to. */
  readonly more: readonly Aim[];
  /** What the second object refers to. */
  readonly fromSecond: string | number;
  /** Defined, and nothing keeps it alive. */
  readonly dead?: string;
}

const objectNames = { first: 'a.o', second: 'b.o' } as const;
const undefinedWeak = 'undefined weak';

const loser: Aim = ['both', 'the weak definition that lost'];
const local: Aim = ['own', 'local, the other object has one too'];
const alias: Aim = ['alias', 'alias'];
const nowhere: Aim = ['nowhere', 'weak undefined'];

/** `mayBeAbsent`: whether sites may refer to what stays undefined. */
export function dataStage(mayBeAbsent = true, flags?: 'tls'): Stage {
  const prefix = flags === 'tls' ? '.tdata' : '.data';
  const segment = (name: string, bytes: string, alignLog2: number) => ({
    name: `${prefix}.${name}`,
    alignLog2,
    bytes,
    ...(flags && { flags }),
  });
  const symbol = (name: string, index: number, offset: number, words = ''): GuardSymbol => ({
    name,
    kind: 'data',
    index,
    offset,
    size: 2,
    ...flagged(words, flags ?? ''),
  });
  const absent = (name: string, words: string): GuardSymbol => ({ name, kind: 'data', flags: words });
  return {
    first: {
      name: objectNames.first,
      segments: [segment('plain', 'c1*13', 4), segment('loser', 'c2*4', 2), segment('dead', 'c3*4', 2)],
      symbols: [
        symbol('plain', 0, 0, 'no-strip'),
        symbol('alias', 0, 0),
        symbol('inner', 0, 6),
        symbol('own', 0, 8, 'local'),
        symbol('both', 1, 0, 'weak'),
        symbol('dead', 2, 0),
        absent('other', 'undefined'),
        absent('nowhere', undefinedWeak),
      ],
    },
    second: {
      name: objectNames.second,
      segments: [segment('other', 'c4*16', 3)],
      symbols: [symbol('other', 0, 0, 'no-strip'), symbol('both', 0, 4, 'no-strip'), symbol('own', 0, 11, 'local')],
    },
    plain: 'plain',
    other: 'other',
    more: [alias, ['inner', 'a place inside'], loser, local, ...(mayBeAbsent ? [nowhere] : [])],
    fromSecond: 'own',
    dead: 'dead',
  };
}

export function functionStage(): Stage {
  const body = (bytes: string): GuardFunction => ({ type: 0, bytes });
  const symbol = (name: string, index: number, flags?: string): GuardSymbol => ({
    name,
    kind: 'function',
    index,
    ...(flags && { flags }),
  });
  const table: GuardSymbol = {
    name: '__indirect_function_table',
    kind: 'table',
    index: 0,
    flags: 'undefined no-strip',
  };
  const tableImport = { kind: 'table', field: '__indirect_function_table' } as const;
  return {
    first: {
      name: objectNames.first,
      types: ['->'],
      imports: [
        { kind: 'function', field: 'other' },
        { kind: 'function', field: 'nowhere' },
        { kind: 'function', field: 'host.field' },
        tableImport,
      ],
      functions: [body('00 0b'), body('00 01 0b'), body('00 01*2 0b'), body('00 01*3 0b')],
      symbols: [
        symbol('plain', 3, 'exported'),
        symbol('alias', 3),
        symbol('both', 4, 'weak'),
        symbol('own', 5, 'local'),
        symbol('own_a', 5, 'exported'),
        symbol('dead', 6),
        symbol('other', 0, 'undefined'),
        symbol('nowhere', 1, undefinedWeak),
        symbol('host', 2, 'undefined explicit-name no-strip'),
        table,
      ],
    },
    second: {
      name: objectNames.second,
      types: ['->'],
      imports: [tableImport],
      // The second body is so long that its size takes two bytes.
      functions: [body('00 01*4 0b'), body('00 01*200 0b'), body('00 01*5 0b')],
      symbols: [
        symbol('other', 0, 'exported'),
        symbol('both', 1, 'exported'),
        symbol('own', 2, 'local'),
        symbol('own_b', 2, 'exported'),
        table,
      ],
    },
    plain: 'plain',
    other: 'other',
    more: [alias, loser, local, nowhere, ['host', 'imported']],
    fromSecond: 'own',
    dead: 'dead',
  };
}

export function globalStage(): Stage {
  const symbol = (name: string, index: number, flags?: string): GuardSymbol => ({
    name,
    kind: 'global',
    index,
    ...(flags && { flags }),
  });
  return {
    first: {
      name: objectNames.first,
      imports: [
        { kind: 'global', field: 'other' },
        { kind: 'global', field: 'host.field' },
      ],
      globals: [1, 2, 3, 4],
      symbols: [
        symbol('dead', 2),
        symbol('plain', 3, 'no-strip'),
        symbol('alias', 3),
        symbol('both', 4, 'weak'),
        symbol('own', 5, 'local'),
        symbol('own_a', 5, 'no-strip'),
        symbol('other', 0, 'undefined'),
        symbol('host', 1, 'undefined explicit-name no-strip'),
      ],
    },
    second: {
      name: objectNames.second,
      globals: [5, 6, 7],
      symbols: [
        symbol('other', 0, 'no-strip'),
        symbol('both', 1, 'no-strip'),
        symbol('own', 2, 'local'),
        symbol('own_b', 2, 'no-strip'),
      ],
    },
    plain: 'plain',
    other: 'other',
    more: [alias, loser, local, ['host', 'imported']],
    fromSecond: 'own',
    dead: 'dead',
  };
}

export function tagStage(): Stage {
  const symbol = (name: string, index: number, flags?: string): GuardSymbol => ({
    name,
    kind: 'tag',
    index,
    ...(flags && { flags }),
  });
  return {
    first: {
      name: objectNames.first,
      types: ['->'],
      imports: [{ kind: 'tag', field: 'other' }],
      tags: [0, 0, 0, 0],
      symbols: [
        symbol('dead', 1),
        symbol('plain', 2, 'no-strip'),
        symbol('alias', 2),
        symbol('both', 3, 'weak'),
        symbol('own', 4, 'local'),
        symbol('own_a', 4, 'no-strip'),
        symbol('other', 0, 'undefined'),
      ],
    },
    second: {
      name: objectNames.second,
      types: ['->'],
      tags: [0, 0, 0],
      symbols: [
        symbol('other', 0, 'no-strip'),
        symbol('both', 1, 'no-strip'),
        symbol('own', 2, 'local'),
        symbol('own_b', 2, 'no-strip'),
      ],
    },
    plain: 'plain',
    other: 'other',
    more: [alias, loser, local],
    fromSecond: 'own',
    dead: 'dead',
  };
}

/** A table has one symbol, and no other. */
export function tableStage(): Stage {
  const symbol = (name: string, index: number, flags?: string): GuardSymbol => ({
    name,
    kind: 'table',
    index,
    ...(flags && { flags }),
  });
  return {
    first: {
      name: objectNames.first,
      imports: [{ kind: 'table', field: 'other' }],
      tables: 4,
      symbols: [
        symbol('dead', 1),
        symbol('plain', 2, 'no-strip'),
        symbol('both', 3, 'weak'),
        symbol('own', 4, 'local'),
        symbol('other', 0, 'undefined'),
      ],
    },
    second: {
      name: objectNames.second,
      tables: 3,
      symbols: [symbol('other', 0, 'no-strip'), symbol('both', 1, 'no-strip'), symbol('own', 2, 'local')],
    },
    plain: 'plain',
    other: 'other',
    more: [loser, local],
    fromSecond: 'own',
    dead: 'dead',
  };
}

export function typeStage(): Stage {
  return {
    first: { name: objectNames.first, types: ['->', 'i32 -> i64', '-> f32', 'i32 -> i64', 'f64 ->'], symbols: [] },
    second: { name: objectNames.second, types: ['->', 'i64 i64 ->', 'i32 -> i64'], symbols: [] },
    plain: 1,
    other: 0,
    more: [
      [2, 'another type'],
      [3, 'the same type again'],
    ],
    fromSecond: 2,
  };
}

/** So many types that the last ones need a second byte where a number has a sign. */
export function manyTypesStage(): Stage {
  const stage = typeStage();
  const values = ['i32', 'i64', 'f32', 'f64'];
  const many = values.flatMap((first) => values.flatMap((next) => values.map((last) => `${first} ${next} ${last} ->`)));
  const types = [...stage.first.types!, ...many];
  const more = many.map((_, i): Aim => [i + stage.first.types!.length, `type ${i + 3}`]);
  return { ...stage, first: { ...stage.first, types }, more: [...stage.more, ...more] };
}

export function sectionStage(): Stage {
  const section = (name: string, index: number): GuardSymbol => ({ name, kind: 'section', index, flags: 'local' });
  return {
    first: {
      name: objectNames.first,
      customs: [
        { name: 'notes', bytes: 'd1*7' },
        { name: 'more', bytes: 'd2*9' },
      ],
      symbols: [section('notes', 0), section('more', 1)],
    },
    second: {
      name: objectNames.second,
      customs: [
        { name: 'more', bytes: 'd3*3' },
        { name: 'notes', bytes: 'd4*5' },
      ],
      symbols: [section('more', 0), section('notes', 1)],
    },
    plain: 'notes',
    other: 'more',
    more: [],
    fromSecond: 'notes',
  };
}

/** With everything hidden but `other`: what a shared object does not leave to the dynamic linker. */
export function hiddenStage(stage: Stage, without: readonly string[]): Stage {
  const hide = (object: GuardObject): GuardObject => ({
    ...object,
    symbols: object.symbols.map((symbol) =>
      symbol.name === 'other' || /local|undefined/.test(symbol.flags ?? '')
        ? symbol
        : { ...symbol, flags: [symbol.flags?.replace('exported', 'no-strip'), 'hidden'].filter(Boolean).join(' ') },
    ),
  });
  return {
    ...stage,
    first: hide(stage.first),
    second: hide(stage.second),
    more: stage.more.filter(([to]) => !without.includes(String(to))),
  };
}

const flagged = (...words: readonly string[]) => {
  const flags = words.filter((word) => word !== '').join(' ');
  return flags === '' ? {} : { flags };
};
