/**
 * Checks, once and for both atom strategies, that each relocation site of the code and data sections lies within one
 * body or segment and beside the others. One sweep along both ordered lists, so linear.
 * A site that begins exactly where a payload ends belongs to the next one; one that straddles two is an error.
 * Not here: order, indices and section bounds (the decoder), what the value must fit (`relocate.ts`).
 */
import type { PayloadList } from '../wasm/payloads.ts';
import { relocationKinds } from '../wasm/relocation-kinds.ts';
import type { DiagnosticSink } from './diagnostics.ts';
import { fileName, type ObjectFile } from './input-files.ts';

const siteRelativeCodes = relocationKinds
  .filter(({ value }) => value === 'address-site-relative')
  .map(({ code }) => code);

export function checkRelocationPlaces(file: ObjectFile, sink: DiagnosticSink): void {
  checkSection(file, file.codeSectionIndex, file.wasm.codePayloads, sink);
  checkSection(file, file.dataSectionIndex, file.wasm.dataPayloads, sink);
  for (const { index } of file.wasm.sections) checkLocations(file, index, sink);
}

function checkSection(file: ObjectFile, sectionIndex: number, payloads: PayloadList, sink: DiagnosticSink): void {
  const section = file.wasm.sections[sectionIndex];
  if (!section) return;
  const { offsets, codes, length } = section.relocations;
  if (length === 0) return;
  let next = 0;
  let taken = 0;
  for (let i = 0; i < length; i++) {
    const begin = offsets[i]!;
    const end = begin + relocationKinds[codes[i]!]!.width;
    while (next < payloads.length && payloads.end(next) <= begin) next++;
    const isWithin = next < payloads.length && begin >= payloads.offset(next) && end <= payloads.end(next);
    if (!isWithin) refusePlace(file, sectionIndex, i, 'is not within one function or segment', sink);
    else if (begin < taken) refusePlace(file, sectionIndex, i, 'overlaps the one before it', sink);
    if (sink.closed) return;
    taken = end;
  }
}

/** Only data has an address that a value could be relative to. */
function checkLocations(file: ObjectFile, sectionIndex: number, sink: DiagnosticSink): void {
  if (sectionIndex === file.dataSectionIndex) return;
  const { codes, length } = file.wasm.sections[sectionIndex]!.relocations;
  if (length === 0) return;
  const places = siteRelativeCodes.map((code) => codes.indexOf(code)).filter((i) => i >= 0);
  if (places.length > 0) refusePlace(file, sectionIndex, Math.min(...places), 'is not within data', sink);
}

function refusePlace(file: ObjectFile, sectionIndex: number, i: number, what: string, sink: DiagnosticSink): void {
  const { contentFileOffset, relocations } = file.wasm.sections[sectionIndex]!;
  const begin = relocations.offsets[i]!;
  const { name } = relocationKinds[relocations.codes[i]!]!;
  const message = `${fileName(file)}: relocation ${name} at section offset ${begin} ${what}`;
  sink.fatal('bad-reloc-place', message, { object: fileName(file), offset: contentFileOffset + begin });
}
