/**
 * The files of a case and what was linked from them, decoded: each once, however many properties look at it. What was
 * read is remembered for as long as somebody holds the bytes.
 * Not here: which of them are inputs, and of what link (`input-objects.ts`, `audit/job-inputs.ts`).
 */
import { type Archive, DecodeError, decodeArchive, decodeModule, SectionId, type WasmModule } from '../wasm/index.ts';
import { sectionsOf } from './sections.ts';

/** Any module, objects too. Throws a DecodeError, the same every time. */
export const moduleIn: (bytes: Uint8Array) => WasmModule = onceAFile(decodeModule);

/** Throws a DecodeError, the same every time. Members are the same buffers every time. */
export const archiveIn: (bytes: Uint8Array) => Archive = onceAFile(decodeArchive);

/**
 * A linked module. With --emit-relocs wasm-ld writes relocations of symbols that are not there; they are left out then,
 * since the module itself is sound. Throws a DecodeError of the module as it is.
 */
export const outputIn: (bytes: Uint8Array) => WasmModule = onceAFile((bytes) => {
  const module = attempt(() => moduleIn(bytes));
  if (!(module instanceof DecodeError)) return module;
  const plain = attempt(() => decodeModule(withoutRelocations(bytes)));
  if (plain instanceof DecodeError) throw module;
  return plain;
});

function withoutRelocations(bytes: Uint8Array): Uint8Array {
  const kept = sectionsOf(bytes).filter(
    ({ id, name }) => id !== SectionId.Custom || (name !== 'linking' && !name.startsWith('reloc.')),
  );
  return Buffer.concat([
    bytes.subarray(0, 8),
    ...kept.map((place) => bytes.subarray(place.fileOffset, place.endOffset)),
  ]);
}

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
