/**
 * A linked module, decoded for those properties that look inside. What `src/wasm` cannot read is no business of theirs:
 * they do not apply then, and validity and reading are judged elsewhere.
 */

import { moduleIn } from '../src/observe/decoded-files.ts';
import { sectionsOf } from '../src/observe/sections.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { DecodeError, SectionId, type WasmModule } from '../src/wasm/index.ts';
import { notApplicable, type Verdict } from './property.ts';

export type DecodedOutput =
  | { readonly module: WasmModule; readonly verdict?: never }
  | { readonly module?: never; readonly verdict: Verdict };

export function decodeOutput(outcome: LinkOutcome): DecodedOutput {
  if (outcome.kind !== 'linked') return { verdict: notApplicable(`nothing was linked (${outcome.kind})`) };
  const module = attempt(outcome.bytes);
  if (!(module instanceof DecodeError)) return { module };
  // With --emit-relocs wasm-ld writes relocations of symbols that are not there; the module itself is sound.
  const plain = attempt(withoutRelocations(outcome.bytes));
  if (!(plain instanceof DecodeError)) return { module: plain };
  return { verdict: notApplicable(`the module cannot be decoded: ${module.message}`) };
}

function attempt(bytes: Uint8Array): WasmModule | DecodeError {
  try {
    return moduleIn(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

function withoutRelocations(bytes: Uint8Array): Uint8Array {
  const kept = sectionsOf(bytes).filter(
    ({ id, name }) => id !== SectionId.Custom || (name !== 'linking' && !name.startsWith('reloc.')),
  );
  return Buffer.concat([
    bytes.subarray(0, 8),
    ...kept.map((place) => bytes.subarray(place.fileOffset, place.endOffset)),
  ]);
}
