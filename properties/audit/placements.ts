/**
 * Where each payload of the inputs went. A placement is first told by something in the output (an export, a name, a
 * relocation site), then held against the bytes that stand there, and from then on everything that speaks of the same
 * payload must agree. Nobody is believed without bytes: what does not match is a problem of the one who told.
 * In: inputs and output. Out: placements, and the payloads whose own sites are now to be read.
 * Not here: what sites say (`site-check.ts`), whom to ask first (`audit-module.ts`).
 */
import { type ConstantExpression, SegmentFlag } from '../../src/wasm/index.ts';
import { type AuditedObject, type Payload, sameType } from './audited-object.ts';
import { notAligned, type Problem, problem, segmentTwice } from './finding.ts';
import type { ElementSpace, InputSymbols } from './input-symbols.ts';
import { type Match, matchPayload } from './match-payload.ts';
import type { OutputModule } from './output-module.ts';

export interface PlacementRules {
  /** LEB128 sites are as short as they can be. */
  readonly compressed: boolean;
  /** Thread-local data has a segment and addresses of its own. */
  readonly sharedMemory: boolean;
}

/** A payload whose place is known, and where its sites are in that stretch of the output. */
export interface Placed {
  readonly payload: Payload;
  /** Function index, address, or offset in the output's custom section. */
  readonly place: number;
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
}

export class Placements {
  readonly #output: OutputModule;
  readonly #rules: PlacementRules;
  readonly #symbolNames: SymbolNames;
  readonly #placed = new Map<Payload, Placed>();
  readonly #functions = new Map<number, Payload>();
  /** By object, segment and begin of the string. */
  readonly #strings = new Map<string, number>();
  readonly #elements = new Map<string, number>();
  readonly #elementAt = new Map<string, string>();
  /** By name, what the linker itself defines: an address, or an index. */
  readonly #own = new Map<string, number>();
  readonly #work: Placed[] = [];

  constructor(output: OutputModule, inputs: InputSymbols, rules: PlacementRules) {
    this.#output = output;
    this.#rules = rules;
    this.#symbolNames = new SymbolNames(inputs.included);
  }

  /** The next payload whose sites nobody has read. */
  takeWork(): Placed | undefined {
    return this.#work.pop();
  }

  of(payload: Payload): Placed | undefined {
    return this.#placed.get(payload);
  }

  get all(): Iterable<Placed> {
    return this.#placed.values();
  }

  functionsNamed(name: string): readonly Payload[] {
    return this.#symbolNames.functions(name);
  }

  /** The function that stands at an index, as far as it is known. */
  functionAt(index: number): Payload | undefined {
    return this.#functions.get(index);
  }

  placeFunction(payload: Payload, index: number): Problem | undefined {
    const known = this.#placed.get(payload);
    if (known !== undefined) {
      if (known.place === index) return undefined;
      return problem('value', `the function is number ${known.place} elsewhere`);
    }
    const found = this.#matchFunction(payload, index);
    if (!('match' in found)) return found;
    this.#functions.set(index, payload);
    this.#settle(payload, { place: index, ...found });
    return undefined;
  }

  /** Why the function at this index cannot be this payload; whoever guesses wants its sites to be sound too. */
  functionFault(payload: Payload, index: number, soundSites = false): Problem | undefined {
    const found = this.#matchFunction(payload, index, soundSites);
    return 'match' in found ? undefined : found;
  }

  #matchFunction(
    payload: Payload,
    index: number,
    soundSites = false,
  ): Problem | { readonly bytes: Uint8Array; readonly match: Match } {
    const body = this.#output.body(index);
    if (body === undefined) {
      return problem(
        'value',
        index < this.#output.importedFunctions ? 'that is an import' : 'there is no such function',
      );
    }
    const other = this.#functions.get(index);
    if (other !== undefined && other !== payload) return problem('value', `function ${index} is ${payloadText(other)}`);
    const type = payload.object.functionType(payload.index + payload.object.importCount('function'));
    if (!sameType(type, this.#output.functionType(index)))
      return problem('value', 'the function there has another type');
    const { bytes } = body;
    const { compressed } = this.#rules;
    const match = matchPayload(payload, { bytes, begin: 0, end: bytes.length, compressed, soundSites });
    if (match.kind === 'differs') {
      return problem('value', `the function there differs from ${payloadText(payload)} at byte ${match.offset}`);
    }
    const name = this.#output.functionName(index);
    if (name === undefined || !this.#symbolNames.isOther(name, payload)) return { bytes, match };
    return problem('value', `the function there is named ${name}`);
  }

  /** `offset` is the symbol's in its segment, `address` the symbol's in the output. */
  placeData(payload: Payload, offset: number, address: number): Problem | undefined {
    if (isStrings(payload)) return this.#placeString(payload, offset, address);
    const place = address - offset;
    const known = this.#placed.get(payload);
    if (known?.place === place) return undefined;
    const found = this.#dataAt(payload, place);
    if (known !== undefined) {
      const cause = found !== undefined && 'match' in found ? segmentTwice : undefined;
      return problem('value', `${payloadText(payload)} is at ${known.place}, this puts it at ${place}`, cause);
    }
    if (found === undefined || !('match' in found)) return found;
    this.#settle(payload, { place, ...found });
    return undefined;
  }

  /** Whether a segment may be where this address would put it; strings are cut and may be anywhere. */
  mayBeAt(payload: Payload, offset: number, address: number): boolean {
    if (isStrings(payload)) return false;
    const known = this.#placed.get(payload);
    if (known !== undefined) return known.place === address - offset;
    // Zeros may be anywhere.
    if (payload.bytes.every((byte) => byte === 0)) return false;
    const found = this.#dataAt(payload, address - offset);
    return found !== undefined && 'match' in found;
  }

  /** Undefined when nothing can be said about that part of memory. */
  #dataAt(
    payload: Payload,
    place: number,
  ): Problem | { readonly bytes: Uint8Array; readonly match: Match } | undefined {
    const alignment = 2 ** (payload.object.wasm.linking.segments[payload.index]?.alignLog2 ?? 0);
    if (place % alignment !== 0) return notAligned(`${place} is not aligned to ${alignment}`);
    const bytes = this.#memoryFor(payload, place, payload.bytes.length);
    if (bytes === undefined) return undefined;
    const match = matchPayload(payload, { bytes, begin: 0, end: bytes.length });
    if (match.kind === 'same') return { bytes, match };
    return problem('value', `at ${place} there is not ${payloadText(payload)}, seen at its byte ${match.offset}`);
  }

  /** Undefined when nothing can be said about that part of memory. */
  #memoryFor(payload: Payload, begin: number, size: number): Uint8Array | undefined {
    const { memory } = this.#output;
    if (this.isThreadLocal(payload)) return memory.threadLocal?.subarray(begin, begin + size);
    return memory.isWhole ? memory.read(begin, size) : undefined;
  }

  isThreadLocal({ object, index }: Payload): boolean {
    const { flags = 0, name = '' } = object.wasm.linking.segments[index] ?? {};
    // Before there was the flag, names said it.
    return this.#rules.sharedMemory && ((flags & SegmentFlag.Tls) !== 0 || /^[.]t(data|bss)/.test(name));
  }

  /** Strings of a segment may be merged with others one by one; each is a place of its own. */
  #placeString(payload: Payload, offset: number, address: number): Problem | undefined {
    const { bytes, object, index } = payload;
    const begin = offset === 0 ? 0 : bytes.lastIndexOf(0, offset - 1) + 1;
    const end = bytes.indexOf(0, offset) + 1 || bytes.length;
    const at = address - (offset - begin);
    const key = `${object.ordinal} ${index} ${begin}`;
    const known = this.#strings.get(key);
    if (known !== undefined) {
      return known === at ? undefined : problem('value', `the string is at ${known}, this puts it at ${at}`);
    }
    const alignment = 2 ** (object.wasm.linking.segments[index]?.alignLog2 ?? 0);
    if (begin % alignment === 0 && at % alignment !== 0)
      return notAligned(`the string at ${at} is not aligned to ${alignment}`);
    const found = this.#memoryFor(payload, at, end - begin);
    if (found?.some((byte, i) => byte !== bytes[begin + i]))
      return problem('value', `at ${at} there is not the string`);
    this.#strings.set(key, at);
    return undefined;
  }

  placeCustom(payload: Payload, { bytes, offset }: { readonly bytes: Uint8Array; readonly offset: number }): Match {
    const stretch = bytes.subarray(offset, offset + payload.bytes.length);
    const match = matchPayload(payload, { bytes: stretch, begin: 0, end: stretch.length });
    if (match.kind === 'same') this.#settle(payload, { place: offset, bytes: stretch, match });
    return match;
  }

  placeElement(object: AuditedObject, space: ElementSpace, index: number, place: number): Problem | undefined {
    const key = `${space} ${object.ordinal} ${index}`;
    const known = this.#elements.get(key);
    if (known !== undefined) {
      return known === place ? undefined : problem('value', `the ${space} is number ${known} elsewhere`);
    }
    const at = `${space} ${place}`;
    if (this.#elementAt.has(at)) return problem('value', `${space} ${place} is another one of the inputs`);
    const fault = this.#elementFault(object, space, index, place);
    if (fault !== undefined) return problem('value', `${space} ${place} ${fault}`);
    this.#elements.set(key, place);
    this.#elementAt.set(at, key);
    return undefined;
  }

  #elementFault(object: AuditedObject, space: ElementSpace, index: number, place: number): string | undefined {
    const output = this.#output;
    if (output.importAt(space, place) !== undefined) return 'is imported';
    if (space === 'table') return output.tableExists(place) ? undefined : 'does not exist';
    if (space === 'tag') return sameType(object.tagType(index), output.tagType(place)) ? undefined : 'has another type';
    const wanted = object.wasm.globals[index - object.importCount('global')]!;
    const found = output.global(place);
    if (found === undefined) return 'does not exist';
    const { valueType, mutable } = wanted.type;
    if (found.type.valueType !== valueType || found.type.mutable !== mutable) return 'has another type';
    return sameConstant(wanted.init, found.init) ? undefined : 'has another value';
  }

  /** What the linker itself defines: whoever speaks of it must say the same. */
  placeOwn(name: string, place: number): Problem | undefined {
    const known = this.#own.get(name);
    if (known === undefined) this.#own.set(name, place);
    return known === undefined || known === place ? undefined : problem('value', `${name} is ${known} elsewhere`);
  }

  #settle(
    payload: Payload,
    found: { readonly place: number; readonly bytes: Uint8Array; readonly match: Match },
  ): void {
    const { place, bytes, match } = found;
    const placed = { payload, place, bytes, offsets: match.kind === 'same' ? match.offsets : [] };
    this.#placed.set(payload, placed);
    this.#work.push(placed);
  }
}

export function payloadText({ kind, object, index }: Payload): string {
  const words = { function: 'function', data: 'segment', custom: 'section' };
  const shown = kind === 'function' ? index + object.importCount('function') : index;
  return `${words[kind]} ${shown} of ${object.name}`;
}

/** Such a segment may be cut into its strings. */
export function isStrings({ object, index, sites }: Payload): boolean {
  const info = object.wasm.linking.segments[index];
  return sites.length === 0 && ((info?.flags ?? 0) & SegmentFlag.Strings) !== 0;
}

/** A custom section of strings, which linkers merge one by one. */
export const isMergedSection = (name: string): boolean => name === '.debug_str';

function sameConstant(left: ConstantExpression, right: ConstantExpression): boolean {
  // A reference to a function or a global has the output's own number.
  if (left.value.kind === 'ref-func' || left.value.kind === 'global') return left.value.kind === right.value.kind;
  if (left.value.kind === 'i32' && right.value.kind === 'i32') return left.value.value === right.value.value;
  if (left.value.kind === 'i64' && right.value.kind === 'i64') return left.value.value === right.value.value;
  if (left.value.kind !== right.value.kind) return false;
  const isFloat = left.value.kind === 'f32' || left.value.kind === 'f64';
  return !isFloat || left.bytes.every((byte, i) => byte === right.bytes[i]);
}

/** The name section has it in another form, unless the command line says otherwise. */
export const isMangled = (name: string): boolean => name.startsWith('_Z');

/** Which functions the inputs call by which names, as symbols or in name sections of their own. */
class SymbolNames {
  readonly #functions = new Map<string, Set<Payload>>();

  constructor(objects: readonly AuditedObject[]) {
    for (const object of objects) {
      for (const { kind, index, name } of object.wasm.linking.symbols) {
        if (kind === 'function') this.#add(name, object, index);
      }
    }
    const symbolNames = new Set(this.#functions.keys());
    for (const object of objects) {
      for (const { index, name } of object.wasm.names?.functions ?? []) {
        // A name in the form that is for people says nothing: the object may have it and its namesake not.
        if (symbolNames.has(name)) this.#add(name, object, index);
      }
    }
  }

  #add(name: string, object: AuditedObject, index: number): void {
    const payload = object.functions[index - object.importCount('function')];
    if (payload === undefined) return;
    const named = this.#functions.get(name) ?? new Set();
    this.#functions.set(name, named.add(payload));
  }

  functions(name: string): readonly Payload[] {
    return [...(this.#functions.get(name) ?? [])];
  }

  /** The name is one of the inputs', and not of this payload. */
  isOther(name: string, payload: Payload): boolean {
    const named = this.#functions.get(name);
    return named !== undefined && !named.has(payload);
  }
}
