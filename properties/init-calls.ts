/**
 * Whether `__wasm_call_ctors` calls the init functions of what is linked, in the order of their priorities, each once:
 * read from its body, since most of them do nothing that a probe would see.
 * In: the module, what the model calls. Out: the first fault. Without names nobody knows which function it is.
 */
import type { Expectation } from '../generators/model/expect.ts';
import type { Resolved } from '../generators/model/resolution.ts';
import { importCounts, type WasmModule } from '../src/wasm/index.ts';
import { readUleb } from './audit/constant-offset.ts';
import { fails, type Verdict } from './property.ts';

export function initFault(module: WasmModule, { reach, resolution }: Expectation): Verdict | undefined {
  const names = new Map(module.names?.functions.map(({ index, name }) => [index, name]));
  const caller = [...names].find(([, name]) => name === '__wasm_call_ctors')?.[0];
  const body = caller === undefined ? undefined : module.code[caller - importCounts(module.imports).function];
  if (body === undefined) return undefined;
  const called = callsOf(body.bytes.subarray(body.headerSize));
  if (called === undefined) return undefined;
  const got = called.map((index) => names.get(index) ?? `function ${index}`).filter((name) => !ownCall.test(name));
  const wanted = reach.initCalls.map((one) => namesOf(one, resolution));
  const message = `it calls ${got.join(', ') || 'nothing'}; the model: ${wanted.map(([name]) => name).join(', ') || 'nothing'}`;
  if (got.length > wanted.length) return fails('init.more', message);
  if (got.length < wanted.length) return fails('init.fewer', message);
  const known = new Set(wanted.flat());
  const isOther = got.some((name, i) => known.has(name) && !wanted[i]!.includes(name));
  return isOther ? fails('init.order', message) : undefined;
}

/** What the linker itself adds at start-up. */
const ownCall = /^__wasm_/;

/** Of a body of nothing but calls whose results are dropped; undefined for any other. */
function callsOf(body: Uint8Array): number[] | undefined {
  const [call, drop, end] = [0x10, 0x1a, 0x0b];
  const calls: number[] = [];
  let at = 1;
  if (body[0] !== 0) return undefined;
  for (; body[at] !== end; at++) {
    if (body[at] === drop) continue;
    if (body[at] !== call) return undefined;
    calls.push(readUleb(body, at + 1));
    do at++;
    while (body[at]! >= 0x80);
  }
  return calls;
}

/** A function with aliases is shown under any of them. */
function namesOf(resolved: Resolved, { included }: Expectation['resolution']): readonly string[] {
  if (resolved.kind !== 'function') return [];
  const object = included.find(({ name }) => name === resolved.object.name);
  const names = object?.symbols.filter(
    ({ denotes }) => denotes.kind === 'function' && denotes.function === resolved.function.id,
  );
  return names?.map(({ name }) => name) ?? [];
}
