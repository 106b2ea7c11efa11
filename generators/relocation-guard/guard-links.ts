/**
 * The links of the relocation guard: for each kind, sites in code, in data and in custom sections, at the first and last
 * bytes of a payload, in payloads that follow each other, with the addends and the values at which an encoding changes
 * its length or its sign; and the links in which a kind means something else (PIC, threads).
 * In: a kind. Out: its links, with the bytes that must come out.
 */
import type { GuardFile, GuardLink, GuardObject, GuardPayload, GuardSite } from './guard-file.ts';
import { type GuardKind, guardKinds, is64, widthOf } from './guard-kinds.ts';
import {
  dataStage,
  functionStage,
  globalStage,
  hiddenStage,
  manyTypesStage,
  type Stage,
  sectionStage,
  tableStage,
  tagStage,
  typeStage,
} from './guard-targets.ts';
import { withAnswers } from './paper-linker.ts';

export function guardFiles(): GuardFile[] {
  return guardKinds.map((kind) => ({
    kind: kind.name,
    code: kind.code,
    links: draftLinks(kind).map((link) => withAnswers(link, kind)),
  }));
}

/** Where data begins. Not 0, which is null, and no power of 128, so that its own bytes show. */
const globalBase = 0x1230;

function draftLinks(kind: GuardKind): GuardLink[] {
  const stage = stageOf(kind);
  const links = kind.meaning === 'distance from the site' ? [dataLink(kind, stage)] : staticLinks(kind, stage);
  return [...links, ...specialLinks(kind)];
}

/** All addends stand where compilers put such a kind; elsewhere a few are enough. */
function staticLinks(kind: GuardKind, stage: Stage): GuardLink[] {
  const isLeb = kind.form.includes('leb');
  const inPlace = (own: boolean) => (add: bigint) => own || few.has(add);
  return [codeLink(kind, stage, inPlace(isLeb)), dataLink(kind, stage, inPlace(!isLeb)), customLink(kind, stage)];
}

function specialLinks(kind: GuardKind): GuardLink[] {
  return [
    ...gotLinks(kind),
    ...sizeLinks(kind),
    ...compressedLinks(kind),
    ...sharedLinks(kind),
    ...threadLinks(kind),
    ...passiveLinks(kind),
  ];
}

/** On what is no global the kind means the symbol's GOT entry. */
function gotLinks(kind: GuardKind): GuardLink[] {
  if (kind.name !== 'GLOBAL_INDEX_LEB') return [];
  return [
    { ...codeLink(kind, functionStage()), name: 'code, GOT entries of functions' },
    { ...codeLink(kind, dataStage()), name: 'code, GOT entries of data' },
  ];
}

/**
 * A site on the size in front of a body begins where the body before it ends: the very edge of both. It can only hold
 * what is the size anyway.
 */
function sizeLinks(kind: GuardKind): GuardLink[] {
  if (kind.meaning !== 'address' || widthOf(kind.form) !== 5) return [];
  const stage = dataStage();
  const sized = { type: 0, sizeLeb: 5, bytes: '00 01*11 0b' } as const;
  const size = 13;
  const link = codeLink(kind, stage, (add) => few.has(add));
  const first = link.objects[0]!;
  const functions = first.functions!.map((func, i) => {
    const begins = { at: -5, to: 'plain', add: size - globalBase, edge: 'begins where the payload before ends' };
    return i === 1 ? { ...sized, sites: [begins] } : func;
  });
  const not = { 'through -r': '-r writes the address in the joined object to the site, and with it a wrong size' };
  return [{ ...link, name: 'code, on the size of a body', not, objects: [{ ...first, functions }, link.objects[1]!] }];
}

function compressedLinks(kind: GuardKind): GuardLink[] {
  if (!compressible.has(kind.meaning) || !kind.form.includes('leb')) return [];
  // wasm-ld writes sums of 64 bits here, so that those below 0 without a sign, and from 2^31 on with one, are invalid.
  const isSafe = (sum: bigint) => {
    if (kind.form === 'uleb5') return sum >= 0n && sum < 2n ** 32n;
    return kind.form !== 'sleb5' || sum < 2n ** 31n;
  };
  const stage = kind.meaning === 'type index' ? manyTypesStage() : stageOf(kind);
  const link = codeLink(kind, stage, (add) => isSafe(BigInt(globalBase) + add));
  const not = { '--emit-relocs': 'wasm-ld refuses the two options together' };
  return [{ ...link, name: 'code, compressed', args: [...link.args, '--compress-relocations', '--strip-debug'], not }];
}

/** wasm-ld 19 crashes on the others. */
const compressible: ReadonlySet<string> = new Set([
  'function index',
  'table slot',
  'address',
  'type index',
  'global index',
  'tag index',
  'table index',
]);

/** Position-independent: addresses and slots count from bases that are known at run time. */
function sharedLinks(kind: GuardKind): GuardLink[] {
  const args = ['-shared', '--experimental-pic', ...(is64(kind.form) ? ['-mwasm64'] : [])];
  const shared = (link: GuardLink, what = ''): GuardLink => {
    const name = `${link.name}, shared${what}`;
    const asksForFunctions = link.objects.some(({ functions = [] }) => functions.length > 2);
    return { ...link, name, args, ...(asksForFunctions && { not: { '--emit-relocs': 'wasm-ld 19 crashes' } }) };
  };
  const hidden = (stage: Stage) => hiddenStage(stage, ['nowhere', 'host']);
  if (kind.name === 'GLOBAL_INDEX_LEB') {
    return [
      shared(codeLink(kind, hidden(functionStage())), ', GOT entries of functions'),
      shared(codeLink(kind, hidden(dataStage())), ', GOT entries of data'),
    ];
  }
  const stage = hidden(stageOf(kind));
  const wanted = (add: bigint) => few.has(add);
  if (kind.meaning.startsWith('relative')) {
    return [shared(codeLink(kind, stage, wanted)), shared(dataLink(kind, stage, wanted))];
  }
  const isFixed = !kind.form.includes('leb');
  const isInData = isFixed && /^(address|table slot|distance from the site)$/.test(kind.meaning);
  return isInData ? [shared(dataLink(kind, stage, wanted))] : [];
}

/** Each thread has its own block: thread-local addresses count from its beginning. */
function threadLinks(kind: GuardKind): GuardLink[] {
  if (kind.meaning !== 'thread-local address') return [];
  const stage = dataStage(false, 'tls');
  const not = { 'through -r': '-r makes one segment of all that is thread-local, and with it nothing is dead' };
  return [codeLink(kind, stage, (add) => few.has(add)), customLink(kind, stage)].map((link) =>
    withThreads({ ...link, not, name: `${link.name}, threads` }),
  );
}

/** With shared memory all data is passive, and put into place by a function that the linker makes. */
function passiveLinks(kind: GuardKind): GuardLink[] {
  if (kind.meaning !== 'address' && kind.meaning !== 'distance from the site') return [];
  const wanted = (add: bigint) => few.has(add);
  const link = kind.form.includes('leb') ? codeLink(kind, dataStage(), wanted) : dataLink(kind, dataStage(), wanted);
  return [withThreads({ ...link, name: `${link.name}, shared memory` })];
}

function withThreads(link: GuardLink): GuardLink {
  return {
    ...link,
    args: [...link.args, '--shared-memory', '--max-memory=131072'],
    objects: link.objects.map((object) => ({ ...object, features: ['atomics', 'bulk-memory'] })),
  };
}

function stageOf({ meaning }: GuardKind): Stage {
  switch (meaning) {
    case 'function index':
    case 'table slot':
    case 'relative table slot':
    case 'code offset':
      return functionStage();
    case 'address':
    case 'relative address':
    case 'distance from the site':
      return dataStage();
    case 'thread-local address':
      return dataStage(false);
    case 'type index':
      return typeStage();
    case 'global index':
      return globalStage();
    case 'tag index':
      return tagStage();
    case 'table index':
      return tableStage();
    case 'section offset':
      return sectionStage();
  }
}

function linkOf(name: string, kind: GuardKind, objects: readonly GuardObject[]): GuardLink {
  const memory64 = is64(kind.form) ? { memory64: true as const } : {};
  const machine = is64(kind.form) ? ['-mwasm64'] : [];
  return { name, args: ['--no-entry', `--global-base=${globalBase}`, ...machine], ...memory64, objects };
}

/** A site before it has a place. */
type Draft = Omit<GuardSite, 'at'>;

/** What the three payloads with sites hold: two that follow each other in the first object, one in the second. */
interface Drafts {
  readonly first: readonly Draft[];
  readonly next: readonly Draft[];
  readonly last: readonly Draft[];
}

type Wanted = (addend: bigint) => boolean;

function draftsOf(kind: GuardKind, { plain, other, more, fromSecond }: Stage, wanted: Wanted = () => true): Drafts {
  const site = (to: string | number, edge: string | undefined, add = 0n): Draft => ({
    to,
    ...(kind.hasAddend && { add: jsonNumber(add) }),
    ...(edge !== undefined && { edge }),
  });
  return {
    first: [
      site(plain, 'first bytes'),
      ...more.map(([to, edge]) => site(to, edge)),
      // What is not there has no address to add to.
      ...(kind.hasAddend ? more : [])
        .filter(([to]) => to === 'nowhere')
        .map(([to, edge]) => site(to, `${edge}, with addend`, 5n)),
      ...(kind.hasAddend
        ? addends(kind)
            .filter(wanted)
            .map((add) => site(plain, undefined, add))
        : []),
      site(other, 'last bytes, defined in the other object'),
    ],
    next: [site(other, 'first bytes, right after another payload'), site(plain, 'last bytes')],
    last: [site(fromSecond, 'first and last bytes at once')],
  };
}

/** Where the addend, or the address with it, takes another byte or another sign. */
function addends({ form }: GuardKind): readonly bigint[] {
  const narrow = [
    1,
    -1,
    63,
    64,
    -64,
    -65,
    127,
    128,
    8191,
    8192,
    -8192,
    -8193,
    2 ** 20,
    2 ** 27,
    2 ** 31 - 1,
    -(2 ** 31),
  ];
  const sums = [0, 63, 64, 127, 128, 8191, 8192, 2 ** 20, 2 ** 27, 2 ** 31 - 1, 2 ** 31, -1];
  const wide = is64(form)
    ? [
        2n ** 31n,
        -(2n ** 31n) - 1n,
        2n ** 32n,
        2n ** 53n + 1n,
        0x0123456789abcdefn,
        2n ** 62n,
        2n ** 63n - 1n,
        -(2n ** 63n),
      ]
    : [];
  const bits = is64(form) ? 64 : 32;
  const toSum = sums.map((sum) => BigInt.asIntN(bits, BigInt(sum) - BigInt(globalBase)));
  return [...new Set([...narrow.map(BigInt), ...wide, ...toSum])];
}

const jsonNumber = (value: bigint): number | string => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
};

/** The sites with one byte between them, none before the first and none behind the last. */
function payload(drafts: readonly Draft[], { form }: GuardKind, prefix = ''): Required<GuardPayload> {
  const width = widthOf(form);
  const begin = prefix === '' ? 0 : 1;
  const first = `${prefix} ee*${width}`.trim();
  const others = drafts.length - 1;
  return {
    bytes: others < 2 ? `${first}${` a5 ee*${width}`.repeat(others)}` : `${first} (a5 ee*${width})*${others}`,
    sites: drafts.map((draft, i) => ({ at: begin + i * (width + 1), ...draft })),
  };
}

function codeLink(kind: GuardKind, stage: Stage, wanted?: Wanted): GuardLink {
  const { first, next, last } = draftsOf(kind, stage, wanted);
  // No local declarations; what follows need not be instructions.
  const body = (drafts: readonly Draft[]) => ({ type: 0, ...payload(drafts, kind, '00') });
  return linkOf('code', kind, [
    withFunctions(stage.first, { first: body(first), next: body(next) }),
    withFunctions(stage.second, { last: body(last) }),
  ]);
}

function withFunctions(
  object: GuardObject,
  bodies: Readonly<Record<string, Required<GuardPayload> & { type: number }>>,
): GuardObject {
  const { types = ['->'], functions = [], imports = [], symbols } = object;
  const before = imports.filter(({ kind }) => kind === 'function').length + functions.length;
  return {
    ...object,
    types,
    functions: [...functions, ...Object.values(bodies)],
    symbols: [
      ...symbols,
      ...Object.keys(bodies).map(
        (name, i) => ({ name, kind: 'function', index: before + i, flags: 'exported' }) as const,
      ),
    ],
  };
}

function dataLink(kind: GuardKind, stage: Stage, wanted?: Wanted): GuardLink {
  const { first, next, last } = draftsOf(kind, stage, wanted);
  return linkOf('data', kind, [
    withSegments(stage.first, { first: payload(first, kind), next: payload(next, kind) }),
    withSegments(stage.second, { last: payload(last, kind) }),
  ]);
}

function withSegments(object: GuardObject, contents: Readonly<Record<string, Required<GuardPayload>>>): GuardObject {
  const { segments = [], symbols } = object;
  return {
    ...object,
    segments: [
      ...segments,
      ...Object.entries(contents).map(([name, content]) => ({ name: `.data.${name}`, alignLog2: 0, ...content })),
    ],
    symbols: [
      ...symbols,
      ...Object.keys(contents).map(
        (name, i) =>
          ({ name, kind: 'data', index: segments.length + i, offset: 0, size: 4, flags: 'no-strip' }) as const,
      ),
    ],
  };
}

/** Beside the debug section two others, since each has its own word for what is dead. */
function customLink(kind: GuardKind, stage: Stage): GuardLink {
  // Offsets stand mostly here; of the others a few addends are enough.
  const isOffset = kind.meaning.endsWith('offset');
  const { first, next, last } = draftsOf(kind, stage, (add) => isOffset || few.has(add));
  const { dead, plain } = stage;
  const add = kind.hasAddend ? { add: 5 } : {};
  const gone = dead === undefined ? [] : [{ to: dead, ...add, edge: 'dead target' }];
  const alive = [{ to: plain, ...add, edge: 'live target' }];
  const objects = [
    withCustoms(stage.first, {
      '.debug_info': payload([...first, ...gone, ...alive], kind),
      '.debug_ranges': payload([...next, ...gone], kind),
      '.debug_loc': payload([...alive, ...gone], kind),
      marks: payload([...gone, ...alive], kind),
    }),
    withCustoms(stage.second, { marks: payload(last, kind), '.debug_info': payload(last, kind) }),
  ];
  return linkOf('custom', kind, withAskers(kind, stage, objects));
}

const few: ReadonlySet<bigint> = new Set([-1n, 64n, -65n, 2n ** 31n - 1n, 2n ** 53n + 1n]);

function withCustoms(object: GuardObject, contents: Readonly<Record<string, Required<GuardPayload>>>): GuardObject {
  const added = Object.entries(contents).map(([name, content]) => ({ name, ...content }));
  return { ...object, customs: [...(object.customs ?? []), ...added] };
}

/** Custom sections get no table slot and no type by asking: something live has to ask for the same. */
function withAskers(kind: GuardKind, stage: Stage, [first, second]: readonly GuardObject[]): GuardObject[] {
  if (!/slot|type/.test(kind.meaning)) return [first!, second!];
  const { first: sites, last } = draftsOf(kind, stage);
  // The alias and what is imported get their slots by other ways, or none.
  return [
    withFunctions(first!, { asks: { type: 0, ...payload(sites, kind, '00') } }),
    withFunctions(second!, { asks_too: { type: 0, ...payload(last, kind, '00') } }),
  ];
}
