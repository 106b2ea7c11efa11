/** What properties see of threads: modules that begin as threads must, doctored in the places that only threads notice. */
import { describe, expect, test } from 'vitest';
import { featuresOf } from '../generators/features/features.ts';
import { lower } from '../generators/lower/lower.ts';
import { caseAt } from '../generators/make/case.ts';
import { sectionsOf } from '../src/observe/sections.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import { decodeModule, SectionId } from '../src/wasm/index.ts';
import { relocationAudit } from './relocation-audit.ts';
import { selfCheck } from './self-check.ts';
import { scenarioSubject } from './subject.ts';

const wanted = ['second-thread', 'started-thread', 'shared-bss'];

function threadsCase() {
  for (let index = 0; index < 60; index++) {
    const scenario = caseAt({ profile: 'threads', seed: 8, index });
    const features = featuresOf(scenario);
    const plain =
      features.includes('links') && !features.some((word) => /memory64|strip|compress|merge-data/.test(word));
    if (plain && wanted.every((word) => features.includes(word))) return scenario;
  }
  throw new Error('no case has threads');
}

const scenario = threadsCase();
const linked = await openTarget('lazy').link(lower(scenario));
if (linked.kind !== 'linked') throw new Error(linked.kind);
const { bytes } = linked;

/** The body of a function that the linker made, and where its bytes are in the file. */
function bodyNamed(name: string): { readonly at: number; readonly code: Uint8Array } {
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

function patched(changes: readonly (readonly [at: number, byte: number])[]): Uint8Array {
  const copy = bytes.slice();
  for (const [at, byte] of changes) copy[at] = byte;
  return copy;
}

function bytesAt(begin: number, bytes: readonly number[]): readonly (readonly [at: number, byte: number])[] {
  return bytes.map((byte, i) => [begin + i, byte]);
}

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

const check = (property: typeof selfCheck, module: Uint8Array) =>
  property.check(scenarioSubject(scenario, { target: cannedTarget('canned', () => ({ ...linked, bytes: module })) }));

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
