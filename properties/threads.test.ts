/** What properties see of threads: modules that begin as threads must, doctored in the places that only threads notice. */
import { describe, expect, test } from 'vitest';
import { featuresOf } from '../generators/features/features.ts';
import { lower } from '../generators/lower/lower.ts';
import { caseAt } from '../generators/make/case.ts';
import type { ProfileName } from '../generators/make/profiles.ts';
import { sectionsOf } from '../src/observe/sections.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import { decodeModule, SectionId } from '../src/wasm/index.ts';
import { relocationAudit } from './relocation-audit.ts';
import { selfCheck } from './self-check.ts';
import { scenarioSubject } from './subject.ts';

type Case = ReturnType<typeof caseAt>;

/** The first cases that have what is wanted, and nothing that hides it. */
function casesOf(profile: ProfileName, wanted: readonly string[], count: number): Case[] {
  const found: Case[] = [];
  for (let index = 0; found.length < count && index < 200; index++) {
    const scenario = caseAt({ profile, seed: 8, index });
    const features = featuresOf(scenario);
    const plain =
      features.includes('links') && !features.some((word) => /memory64|strip|compress|merge-data|extended/.test(word));
    if (plain && wanted.every((word) => features.includes(word))) found.push(scenario);
  }
  return found;
}

async function linkedBytes(scenario: Case): Promise<Uint8Array> {
  const linked = await openTarget('lazy').link(lower(scenario));
  if (linked.kind !== 'linked') throw new Error(linked.kind);
  return linked.bytes;
}

/** The body of a function that the linker made, and where its bytes are in the file. */
function bodyIn(bytes: Uint8Array, name: string): { readonly at: number; readonly code: Uint8Array } {
  const module = decodeModule(bytes);
  const { index } = module.names!.functions.find((named) => named.name === name)!;
  const body = module.code[index - module.imports.filter(({ kind }) => kind === 'function').length]!;
  const section = module.sections.find(({ id }) => id === SectionId.Code)!;
  return { at: section.contentFileOffset + body.offset, code: body.bytes };
}

function find(code: Uint8Array, pattern: readonly (number | undefined)[], from = 0): number {
  for (let at = from; at < code.length; at++)
    if (pattern.every((byte, i) => byte === undefined || code[at + i] === byte)) return at;
  throw new Error('the pattern is not there');
}

function patchedIn(bytes: Uint8Array, changes: readonly (readonly [at: number, byte: number])[]): Uint8Array {
  const copy = bytes.slice();
  for (const [at, byte] of changes) copy[at] = byte;
  return copy;
}

function bytesAt(begin: number, bytes: readonly number[]): readonly (readonly [at: number, byte: number])[] {
  return bytes.map((byte, i) => [begin + i, byte]);
}

const scenario = casesOf('threads', ['second-thread', 'started-thread', 'shared-bss'], 1)[0]!;
const bytes = await linkedBytes(scenario);
const bodyNamed = (name: string) => bodyIn(bytes, name);
const patched = (changes: Parameters<typeof patchedIn>[1]) => patchedIn(bytes, changes);

function withoutStart(): Uint8Array {
  const { fileOffset, endOffset } = sectionsOf(bytes).find(({ id }) => id === SectionId.Start)!;
  return Buffer.concat([bytes.subarray(0, fileOffset), bytes.subarray(endOffset)]);
}

const initMemory = bodyNamed('__wasm_init_memory');
const initTls = bodyNamed('__wasm_init_tls');
const nop = 0x01;
const faults: readonly (readonly [what: string, module: Uint8Array])[] = [
  ['nothing fills memory', withoutStart()],
  // i32.const 2 before the store of the flag: it stays 0.
  ['every thread fills memory', patched([[initMemory.at + find(initMemory.code, [0x41, 2, 0xfe, 0x17]) + 1, 0]])],
  // local.get 0, global.set: now it is dropped.
  ['a thread has no base', patched(bytesAt(initTls.at + find(initTls.code, [0x20, 0, 0x24]) + 2, [0x1a, nop]))],
  // memory.init becomes three drops.
  ['a thread has no data', patched(bytesAt(initTls.at + find(initTls.code, [0xfc, 8]), [0x1a, 0x1a, 0x1a, nop]))],
];

const checkCase = (property: typeof selfCheck, checked: Case, module: Uint8Array) => {
  const outcome = { kind: 'linked', bytes: module, messages: [] } as const;
  return property.check(scenarioSubject(checked, { target: cannedTarget('canned', () => outcome) }));
};
const check = (property: typeof selfCheck, module: Uint8Array) => checkCase(property, scenario, module);

describe('threads', () => {
  test('hold as they are linked', async () => {
    expect(await check(selfCheck, bytes)).toEqual({ kind: 'holds' });
    expect(await check(relocationAudit, bytes)).toEqual({ kind: 'holds' });
  });

  test.each(faults)('self-check fails when %s', async (_, module) => {
    expect(module).not.toEqual(bytes);
    expect(await check(selfCheck, module)).toMatchObject({ kind: 'fails', key: 'probe.value' });
  });

  test('relocation-audit fails when an address does not count from the base', async () => {
    const touch = bodyNamed('thread_touch');
    // i32.const N, i32.add, of a word that only the thread has.
    const at = find(touch.code, [0x41, undefined, 0x80, 0x80, 0x80, 0, 0x6a]) + 1;
    const moved = patched([[touch.at + at, touch.code[at]! ^ 4]]);
    expect(await check(relocationAudit, moved)).toMatchObject({ kind: 'fails', key: /^MEMORY_ADDR_TLS_SLEB/ });
  });
});

describe('threads of a module that is moved', async () => {
  const wanted = ['thread-pointer-to-thread', 'thread-local-moved-got', 'second-thread-moved'];
  const cases = await Promise.all(
    casesOf('moved-threads', wanted, 5).map(async (moved) => ({ moved, intact: await linkedBytes(moved) })),
  );

  test('hold as they are linked', async () => {
    for (const { moved, intact } of cases) {
      expect(await checkCase(selfCheck, moved, intact)).toEqual({ kind: 'holds' });
      expect(await checkCase(relocationAudit, moved, intact)).toEqual({ kind: 'holds' });
    }
  });

  const fill = '__wasm_apply_tls_relocs';
  test.each([
    ['pointers are not filled', selfCheck, (intact: Uint8Array) => withoutCall(intact, 0), /^probe/],
    ['entries of the GOT are not filled', selfCheck, (intact: Uint8Array) => withoutCall(intact, 2), /^probe/],
    [
      'an entry of the GOT counts from memory',
      selfCheck,
      (intact: Uint8Array) => fromMemory(intact, '__wasm_apply_global_tls_relocs'),
      /^probe/,
    ],
    [
      'a pointer counts from memory',
      relocationAudit,
      (intact: Uint8Array) => fromMemory(intact, fill),
      /[.]data[.]start-up$/,
    ],
  ])('fail when %s', async (_, property, spoil, key) => {
    const verdicts = await Promise.all(cases.map(({ moved, intact }) => checkCase(property, moved, spoil(intact))));
    const keys = verdicts.flatMap((verdict) => (verdict.kind === 'fails' ? [verdict.key] : []));
    expect(keys).toContainEqual(expect.stringMatching(key));
  });
});

/** Of the two functions that `__wasm_init_tls` calls last, one is not. */
function withoutCall(intact: Uint8Array, offset: number): Uint8Array {
  const { at, code } = bodyIn(intact, '__wasm_init_tls');
  return patchedIn(intact, bytesAt(at + find(code, [0x10, undefined, 0x10, undefined, 0x0b]) + offset, [nop, nop]));
}

/** The last `global.get __tls_base` becomes one of `__memory_base`. */
function fromMemory(intact: Uint8Array, name: string): Uint8Array {
  const starter = bodyIn(intact, '__wasm_init_tls').code;
  const base = starter[find(starter, [0x20, 0, 0x24]) + 3]!;
  const { at, code } = bodyIn(intact, name);
  const last = code.findLastIndex((byte, i) => byte === 0x23 && code[i + 1] === base);
  return patchedIn(intact, [[at + last + 1, 0]]);
}
