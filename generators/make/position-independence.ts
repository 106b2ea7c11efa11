/**
 * Compiles objects as `-fPIC` does: in their finished programs, every address and every slot of a function comes from a
 * GOT entry or counts from `__memory_base` and `__table_base`. What they mean stays.
 * The GOT is for whatever another module may define; `rel` is for what certainly lies in this one.
 * Not here: which objects are position-independent, and what the link makes (`draft.ts`, `output-mode.ts`).
 */
import { signatureOf } from '../model/denotation.ts';
import { isHidden, isPreemptible } from '../model/output-mode.ts';
import { type Resolution, targetName } from '../model/resolution.ts';
import type { Place, Slot } from '../scenario/scenario.ts';
import { sameSignature } from '../scenario/values.ts';
import type { Draft, DraftObject } from './draft.ts';

export function makePositionIndependent(draft: Draft, resolution: Resolution): void {
  for (const object of draft.objects) {
    if (!draft.positionIndependent.has(object)) continue;
    const compiler = new Compiler(draft, object, resolution);
    for (const lowered of object.functions) lowered.body = compiler.compiled(lowered.body);
  }
}

type Reference = Extract<Place | Slot, { from: 'symbol' }>;

class Compiler {
  readonly #draft: Draft;
  readonly #object: DraftObject;
  readonly #resolution: Resolution;

  constructor(draft: Draft, object: DraftObject, resolution: Resolution) {
    this.#draft = draft;
    this.#object = object;
    this.#resolution = resolution;
  }

  /** The same tree with its references replaced, whatever stands between them. */
  compiled<T>(node: T): T {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map((item: unknown) => this.compiled(item)) as T;
    if ('from' in node && node.from === 'symbol') return this.#reference(node as unknown as Reference) as T;
    const entries = Object.entries(node).map(([key, value]) => [key, this.compiled(value as unknown)]);
    return Object.fromEntries(entries) as T;
  }

  #reference(reference: Reference): Reference {
    const { from, symbol } = reference;
    // What is thread-local is compiled already.
    if (reference.how === 'tls' || reference.how === 'got') return reference;
    const how = this.#isOwn(symbol) ? 'rel' : 'got';
    if (!('addend' in reference)) return { from, symbol, how };
    return { from, symbol, addend: reference.addend + (reference.base ?? 0), how };
  }

  #isOwn(id: string): boolean {
    const { choices, options } = this.#draft;
    const resolved = this.#resolution.symbols.get(this.#object.name)!.get(id)!;
    if (resolved.kind !== 'function' && resolved.kind !== 'data' && resolved.kind !== 'synthetic') return false;
    const symbol = this.#object.symbols.find((one) => one.id === id)!;
    // Once it is called, a name with another signature than its definition's is null.
    const declared = signatureOf(this.#object, symbol.denotes);
    if (resolved.kind === 'function' && !sameSignature(declared!, resolved.function.signature)) return false;
    if (symbol.binding === 'local') return choices.percent(90);
    const winner = this.#resolution.winners.get(targetName(this.#resolution, symbol));
    if (winner !== undefined && isHidden(winner, options)) return choices.percent(80);
    return !isPreemptible(winner, options) && choices.percent(40);
  }
}
