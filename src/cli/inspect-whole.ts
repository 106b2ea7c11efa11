/** All that `inspect` prints of a file, for who asks only whether it can. */
import { inspect } from '../report/inspection.ts';
import { inspectionText } from '../report/inspection-text.ts';
import { DecodeError } from '../wasm/index.ts';

/** A refusal is an answer too; any other exception comes out. */
export function inspectWhole(bytes: Uint8Array): void {
  try {
    inspectionText('input', inspect(bytes));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}
