/**
 * Is a module valid? Three independent judges: V8 and wabt every time, binaryen when asked (it costs a millisecond even
 * for a tiny module and half a second to load). In: bytes. Out: one judgement each; a judge that does not know a
 * feature cannot judge, which is not the same as "invalid".
 * wabt and binaryen are loaded when they are first needed, once. Not here: what the module does (`execute.ts`).
 */
import { loadBinaryen } from './binaryen.ts';
import { compile } from './engine.ts';
import { loadWabt, wabtFeatures } from './wabt.ts';

export type Judgement =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly message: string }
  /** This judge does not know a feature that the module uses. */
  | { readonly kind: 'cannot-judge'; readonly reason: string };

export const judges = ['v8', 'wabt', 'binaryen'] as const;
export type Judge = (typeof judges)[number];

/** What the judges that were asked said. */
export type Validation = Readonly<Partial<Record<Judge, Judgement>>>;

/** Default: V8 and wabt. */
export async function validate(bytes: Uint8Array, asked: readonly Judge[] = ['v8', 'wabt']): Promise<Validation> {
  const validation: Partial<Record<Judge, Judgement>> = {};
  for (const judge of asked) validation[judge] = await judgedBy[judge](bytes);
  return validation;
}

/** The first judge, of those asked, that calls the module invalid. */
export function firstInvalid(validation: Validation): { readonly judge: Judge; readonly message: string } | undefined {
  for (const judge of judges) {
    const judgement = validation[judge];
    if (judgement?.kind === 'invalid') return { judge, message: judgement.message };
  }
  return undefined;
}

const valid: Judgement = { kind: 'valid' };
const invalid = (message: string): Judgement => ({ kind: 'invalid', message: message.trim() });

const judgedBy: Readonly<Record<Judge, (bytes: Uint8Array) => Judgement | Promise<Judgement>>> = {
  v8: judgeWithV8,
  wabt: judgeWithWabt,
  async binaryen(bytes) {
    loadedBinaryen ??= judgeWithBinaryen();
    return (await loadedBinaryen)(bytes);
  },
};

let loadedBinaryen: Promise<(bytes: Uint8Array) => Judgement> | undefined;

function judgeWithV8(bytes: Uint8Array): Judgement {
  try {
    compile(bytes);
    return valid;
  } catch (error) {
    const message = messageOf(error).replace(/^WebAssembly.Module\(\): /, '');
    return unknownToV8.test(message) ? { kind: 'cannot-judge', reason: message } : invalid(message);
  }
}

/** How V8 names what it has behind a flag or what only a newer V8 has (Node 20: memory64, multi-memory, extended constants …). */
const unknownToV8 =
  /--experimental-wasm-|--experimental-relaxed-simd|memory count of \d+ exceeds internal limit|is not allowed in constant expressions|invalid (table elements|element count) limits flags|exceeds internal limit|is larger than implementation limit/;

async function judgeWithWabt(bytes: Uint8Array): Promise<Judgement> {
  const wabt = await loadWabt();
  try {
    // A copy: wabt reads the whole buffer behind a view.
    const module = wabt.readWasm(new Uint8Array(bytes), { ...wabtFeatures, readDebugNames: true });
    try {
      module.validate(wabtFeatures);
    } finally {
      module.destroy();
    }
    return valid;
  } catch (error) {
    // The first line says only what wabt was doing.
    const message = messageOf(error).replace(/^\w+ failed:\n/, '');
    return unknownToWabt.test(message) ? { kind: 'cannot-judge', reason: message } : invalid(message);
  }
}

/**
 * Addends of relocations have 64 bits where addresses have; wabt reads them as if they had 32. A data symbol at
 * the absolute address 0 lies in no segment; wabt looks for it in the first.
 */
const unknownToWabt = /unable to read i32 leb128: addend|invalid data segment index: 0\n.*OnDataSymbol/;

async function judgeWithBinaryen(): Promise<(bytes: Uint8Array) => Judgement> {
  const { binaryen, printed } = await loadBinaryen();
  return (bytes) => {
    printed.length = 0;
    let module: ReturnType<typeof binaryen.readBinary>;
    try {
      module = binaryen.readBinary(bytes);
    } catch (error) {
      return invalid([messageOf(error), ...printed].join('\n'));
    }
    try {
      module.setFeatures(binaryen.Features.All);
      return module.validate() ? valid : invalid(printed.join('\n'));
    } finally {
      module.dispose();
    }
  };
}

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
