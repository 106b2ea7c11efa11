/**
 * The files of a case and what was linked from them, decoded: each once, however many properties look at it. What was
 * read is remembered for as long as somebody holds the bytes.
 * Not here: which of them are inputs, and of what link (`input-objects.ts`, `audit/job-inputs.ts`).
 */
import { type Archive, DecodeError, decodeArchive, decodeModule, type WasmModule } from '../wasm/index.ts';

/** Any module, objects too. Throws a DecodeError, the same every time. */
export const moduleIn: (bytes: Uint8Array) => WasmModule = onceAFile(decodeModule);

/** Throws a DecodeError, the same every time. Members are the same buffers every time. */
export const archiveIn: (bytes: Uint8Array) => Archive = onceAFile(decodeArchive);

function onceAFile<Decoded extends object>(decode: (bytes: Uint8Array) => Decoded): (bytes: Uint8Array) => Decoded {
  const known = new WeakMap<Uint8Array, Decoded | DecodeError>();
  return (bytes) => {
    let decoded = known.get(bytes);
    if (decoded === undefined) {
      decoded = attempt(() => decode(bytes));
      known.set(bytes, decoded);
    }
    if (decoded instanceof DecodeError) throw decoded;
    return decoded;
  };
}

function attempt<Decoded>(decode: () => Decoded): Decoded | DecodeError {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}
