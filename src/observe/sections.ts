/**
 * Where the sections of a file stand: a walk over their headers that gives up quietly where the file stops making sense,
 * so that it also serves to say in which section two outputs differ, whatever is wrong with them.
 * Not here: what is in a section (`src/wasm`).
 */
import { ByteReader, DecodeError, SectionId, sectionNames } from '../wasm/index.ts';

export interface SectionPlace {
  readonly id: number;
  /** `code`, `data`, …; a custom section's own name. */
  readonly name: string;
  /** Of the section's id byte in the file. */
  readonly fileOffset: number;
  /** Of what follows the section's size. */
  readonly contentOffset: number;
  /** Of the first byte after the section. */
  readonly endOffset: number;
}

/** The sections up to the first that is malformed. */
export function sectionsOf(bytes: Uint8Array): readonly SectionPlace[] {
  const places: SectionPlace[] = [];
  if (bytes.length < 8) return places;
  const reader = new ByteReader(bytes);
  try {
    reader.skip(8);
    while (!reader.atEnd) places.push(sectionAt(reader));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  return places;
}

function sectionAt(reader: ByteReader): SectionPlace {
  const fileOffset = reader.position;
  const id = reader.u8();
  const size = reader.uleb32();
  const contentOffset = reader.position;
  const content = reader.sub(size);
  const name = id === SectionId.Custom ? content.readName() : (sectionNames[id] ?? `section ${id}`);
  return { id, name, fileOffset, contentOffset, endOffset: contentOffset + size };
}

/** The section that holds a byte of the file; `header` before the first, `end` behind the last. */
export function sectionNameAt(places: readonly SectionPlace[], fileOffset: number): string {
  if (fileOffset < (places[0]?.fileOffset ?? 8)) return 'header';
  return places.find((place) => fileOffset < place.endOffset)?.name ?? 'end';
}
