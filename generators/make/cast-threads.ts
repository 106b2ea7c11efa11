/**
 * Threads: which data is thread-local, and programs of which each thread runs some. A thread is another instance on the
 * same memory; it is started by a function that gives `__wasm_init_tls` memory, and then looks at what all threads share
 * and at what only it has, and changes both. Initialised twice, or shared where it must not be, and the next one sees it.
 * In: a draft whose names are cast. Not here: code that names thread-local data otherwise (`use-thread-local.ts`).
 */

import { roomForThread, threadSymbols } from '../model/thread-storage.ts';
import type { Body, Expression, Place, Signature, Statement } from '../scenario/scenario.ts';
import {
  addFunction,
  addSymbol,
  type Draft,
  type DraftObject,
  type DraftSegment,
  randomHex,
  reference,
  topRank,
} from './draft.ts';

export function castThreads(draft: Draft): void {
  const { choices, options } = draft;
  if (draft.threadLocal) for (const group of groupsOf(draft)) if (choices.percent(50)) makeThreadLocal(draft, group);
  if (options.sharedMemory) castProgram(draft, choices.pick(draft.explicit));
  if (draft.threadLocal) castLook(draft, choices.pick(draft.explicit));
  if (options.sharedMemory) exportThreadSymbols(draft);
  if (draft.maybe('shared-memory', options.sharedMemory ? 40 : 4)) makePassive(draft);
}

/** A loader that says where other modules' thread-local data is has to be told where this one's begins. */
function exportThreadSymbols({ choices, options, output }: Draft): void {
  const names = choices.percent(30) ? choices.sample([...threadSymbols.keys()], choices.between(1, 3)) : [];
  if (output === 'shared' && !names.includes('__tls_base')) names.push('__tls_base');
  options.exports = [...options.exports, ...names];
}

/** Segments that share a name must agree: whichever definition wins, code has to know what it is. */
function groupsOf({ objects, finished }: Draft): DraftSegment[][] {
  const groups = new Map<string, Set<DraftSegment>>();
  for (const { segments, symbols } of objects) {
    for (const segment of segments) {
      if (segment.strings || finished.has(segment)) continue;
      let group = new Set([segment]);
      for (const { name, binding, denotes } of symbols) {
        if (binding === 'local' || denotes.kind !== 'data' || denotes.segment !== segment.id) continue;
        group = joined(groups.get(name), group);
        for (const [other, held] of groups) if ([...held].some((one) => group.has(one))) groups.set(other, group);
        groups.set(name, group);
      }
      if (![...groups.values()].includes(group)) groups.set(`alone ${groups.size}`, group);
    }
  }
  return [...new Set(groups.values())].map((group) => [...group]);
}

function joined<T>(known: Set<T> | undefined, added: Set<T>): Set<T> {
  if (known === undefined) return added;
  for (const one of added) known.add(one);
  return known;
}

function makeThreadLocal({ choices }: Draft, group: readonly DraftSegment[]): void {
  const by = choices.percent(85) ? 'flag' : 'name';
  for (const segment of group) {
    segment.name = threadName(segment.name);
    segment.threadLocal = by;
  }
}

function threadName(name: string): string {
  if (name.startsWith('.bss')) return name.replace('.bss', '.tbss');
  return `.tdata${name.replace(/^[.](ro)?data/, '').replace(/^own/, '.own')}`;
}

function makePassive({ objects, choices }: Draft): void {
  for (const { segments } of objects) for (const segment of segments) if (choices.percent(25)) segment.passive = true;
}

const nullary: Signature = { parameters: [], results: ['i32'] };
const unary: Signature = { parameters: ['i32'], results: ['i32'] };

function castProgram(draft: Draft, object: DraftObject): void {
  const { choices, options, probes } = draft;
  castTouch(draft, object);
  const touch = (thread: number): void => {
    probes.push({ export: 'thread_touch', arguments: [choices.int32()], ...(thread > 0 && { thread }) });
  };
  const others = options.importMemory ? choices.between(1, 2) : 0;
  const usual = probes.map((probe) => probe).filter((probe) => !threadSymbols.has(probe.export));
  touch(0);
  if (draft.threadLocal) {
    const isFirst = choices.percent(draft.output === 'static' ? 50 : 80);
    for (let thread = isFirst ? 0 : 1; thread <= others; thread++) castStart(draft, object, thread);
    if (isFirst) draft.startsFirstThread = true;
  }
  for (let thread = 1; thread <= others; thread++) {
    if (draft.threadLocal) probes.push({ export: `thread_start${thread}`, arguments: [], thread });
    touch(thread);
    const again = choices.percent(60) ? choices.pickOrNone(usual) : undefined;
    if (again !== undefined) probes.push({ ...again, thread });
    touch(choices.between(0, thread));
  }
  if (draft.startsFirstThread) probes.unshift({ export: 'thread_start0', arguments: [] });
}

/** Mixes its argument into a word and a zero of all threads, and into those of its own; looks at all of them. */
function castTouch(draft: Draft, object: DraftObject): void {
  const names: Place[] = [at(word(draft, object, '.data.all_word')), at(word(draft, object, '.bss.all_zero'))];
  if (draft.threadLocal) {
    names.push(own(word(draft, object, '.tdata.own_word', 'flag')), own(word(draft, object, '.tbss.own_zero', 'flag')));
  }
  const loads = names.map((place): Expression => ({ op: 'load', place, bytes: 4 }));
  const statements = names.map((place, i): Statement => {
    const value: Expression = { op: 'mix', terms: [loads[i]!, { op: 'argument', index: 0 }] };
    return { op: 'store', place, bytes: 4, value };
  });
  const storage: Expression[] = [
    { op: 'thread-storage', what: 'size' },
    { op: 'thread-storage', what: 'alignment' },
  ];
  addProgram(draft, object, 'thread_touch', unary, {
    statements,
    result: { op: 'mix', terms: [...loads, ...storage] },
  });
}

function at(symbol: string): Place {
  return { from: 'symbol', symbol, addend: 0, how: 'sleb' };
}

function own(symbol: string): Place {
  return { from: 'symbol', symbol, addend: 0, how: 'tls' };
}

/** Gives the id of its symbol. */
function word(draft: Draft, object: DraftObject, name: string, threadLocal?: 'flag'): string {
  const bytes = name.includes('zero') ? '00000000' : randomHex(draft, 4);
  return addSegment(draft, object, { name, bytes, alignLog2: 2, ...(threadLocal && { threadLocal }) });
}

function addSegment(
  draft: Draft,
  object: DraftObject,
  made: Pick<DraftSegment, 'name' | 'bytes' | 'alignLog2' | 'threadLocal'>,
): string {
  const segment: DraftSegment = { id: made.name, ...made, sites: [] };
  object.segments.push(segment);
  draft.finished.add(segment);
  const denotes = { kind: 'data', segment: segment.id, offset: 0, size: made.bytes.length / 2 } as const;
  return addSymbol(object, { name: made.name.replace(/^[.]\w+[.]/, ''), binding: 'local', denotes }).id;
}

const starter = '__wasm_init_tls';

function castStart(draft: Draft, object: DraftObject, thread: number): void {
  const { bytes, alignLog2 } = roomForThread(draft.objects);
  const name = `.bss.thread${thread}_block`;
  const block = at(addSegment(draft, object, { name, bytes: '00'.repeat(bytes + 4), alignLog2 }));
  draft.unseen.add(name);
  const parameters = [draft.memory64 ? 'i64' : 'i32'] as const;
  reference(object, starter, { kind: 'undefined-function', signature: { parameters, results: [] } });
  const seen = own(object.symbols.find(({ name: symbol }) => symbol === 'own_word')!.id);
  addProgram(draft, object, `thread_start${thread}`, nullary, {
    statements: [{ op: 'start-thread', symbol: starter, block }],
    result: { op: 'load', place: seen, bytes: 4 },
  });
}

/** Looks at thread-local data from its base; where, is only known when everything else is. */
function castLook(draft: Draft, object: DraftObject): void {
  addProgram(draft, object, lookName, nullary, { statements: [], result: { op: 'constant', value: 0 } });
  const threads = new Set(draft.probes.map(({ thread }) => thread));
  for (const thread of threads) draft.probes.push({ export: lookName, arguments: [], ...(thread && { thread }) });
  draft.looker = object;
}

export const lookName = 'thread_look';

function addProgram(draft: Draft, object: DraftObject, name: string, signature: Signature, body: Body): void {
  const added = addFunction(draft, object, { id: name, signature, rank: topRank });
  added.body = body;
  draft.finished.add(added);
  addSymbol(object, { name, binding: 'strong', denotes: { kind: 'function', function: name } });
  draft.options.exports = [...draft.options.exports, name];
}
