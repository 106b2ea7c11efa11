/**
 * A linked module, decoded for those properties that look inside. What `src/wasm` cannot read is no business of theirs:
 * they do not apply then, and validity and reading are judged elsewhere.
 */

import { outputIn } from '../src/observe/decoded-files.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { DecodeError, type WasmModule } from '../src/wasm/index.ts';
import { notApplicable, type Verdict } from './property.ts';

export type DecodedOutput =
  | { readonly module: WasmModule; readonly verdict?: never }
  | { readonly module?: never; readonly verdict: Verdict };

export function decodeOutput(outcome: LinkOutcome): DecodedOutput {
  if (outcome.kind !== 'linked') return { verdict: notApplicable(`nothing was linked (${outcome.kind})`) };
  try {
    return { module: outputIn(outcome.bytes) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { verdict: notApplicable(`the module cannot be decoded: ${error.message}`) };
  }
}
