/**
 * Checks, once and for both atom strategies, that each relocation site of the code and data sections lies within one
 * body or segment. One sweep along both ordered lists, so linear.
 * A site that begins exactly where a payload ends belongs to the next one; one that straddles two is an error.
 * Not here: order, indices and section bounds (the decoder), what the value must fit (`relocate.ts`).
 */
import { relocationKinds } from '../wasm/relocation-kinds.ts';
import type { DiagnosticSink } from './diagnostics.ts';
import { fileName, type ObjectFile } from './input-files.ts';

interface Payload {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export function checkRelocationPlaces(file: ObjectFile, sink: DiagnosticSink): void {
  checkSection(file, file.codeSectionIndex, file.wasm.code, sink);
  checkSection(file, file.dataSectionIndex, file.wasm.data, sink);
}

function checkSection(
  file: ObjectFile,
  sectionIndex: number,
  payloads: readonly Payload[],
  sink: DiagnosticSink,
): void {
  const section = file.wasm.sections[sectionIndex];
  if (!section) return;
  const { offsets, codes, length } = section.relocations;
  let next = 0;
  for (let i = 0; i < length; i++) {
    const begin = offsets[i]!;
    const end = begin + relocationKinds[codes[i]!]!.width;
    while (next < payloads.length && payloads[next]!.offset + payloads[next]!.bytes.length <= begin) next++;
    const payload = payloads[next];
    if (payload && begin >= payload.offset && end <= payload.offset + payload.bytes.length) continue;
    const message = `${fileName(file)}: relocation ${relocationKinds[codes[i]!]!.name} at section offset ${begin} is not within one function or segment`;
    sink.fatal('bad-reloc-place', message, { object: fileName(file), offset: section.contentFileOffset + begin });
    return;
  }
}
