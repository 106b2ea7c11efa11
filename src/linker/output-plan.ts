/** Everything that is settled before the first byte is written: what the writers of sections read. */
import type { Exports } from './exports.ts';
import type { InitFunction } from './init-functions.ts';
import type { MemoryLayout } from './layout-memory.ts';
import type { Liveness } from './mark.ts';
import type { OutputIndices } from './output-indices.ts';
import type { Program } from './program.ts';
import type { Relocator } from './relocate.ts';
import type { RelocationNeeds } from './scan-relocations.ts';
import type { SegmentTable } from './segments.ts';
import type { OutputFeatures } from './target-features.ts';
import type { TypeTable } from './types.ts';

export interface OutputPlan {
  readonly program: Program;
  readonly liveness: Liveness;
  readonly needs: RelocationNeeds;
  readonly indices: OutputIndices;
  readonly segments: SegmentTable;
  readonly memory: MemoryLayout;
  readonly features: OutputFeatures;
  readonly types: TypeTable;
  readonly exports: Exports;
  readonly initFunctions: readonly InitFunction[];
  readonly relocator: Relocator;
}

/** A section of the output. Its size is known before anything is written; `write` fills exactly that many bytes. */
export interface OutputSection {
  readonly id: number;
  /** Of a custom section; its bytes count to `size`. */
  readonly name: string;
  readonly size: number;
  write(output: Uint8Array, at: number): void;
}

/** A small section, made as bytes at once. */
export function bytesSection(id: number, name: string, bytes: Uint8Array): OutputSection {
  return { id, name, size: bytes.length, write: (output, at) => output.set(bytes, at) };
}
