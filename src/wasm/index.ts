/** The public face of `src/wasm`: what other rooms and users of the library import. */

export { type Archive, type ArchiveFormat, type ArchiveMember, decodeArchive, isArchive } from './archive.ts';
export type { ArchiveSymbol } from './archive-symbols.ts';
export * from './constant-expressions.ts';
export * from './constants.ts';
export type { DataSource } from './data.ts';
export { decodeModule, decodeObject, isObject, isWasm } from './decode.ts';
export { encodeDylink } from './dylink.ts';
export { type EncodeOptions, encodeModule, encodeObject } from './encode.ts';
export { type ArchiveSource, archiveSymbolNames, encodeArchive } from './encode-archive.ts';
export { EntryBudget } from './entry-budget.ts';
export { importCounts } from './imports.ts';
export * from './leb128.ts';
export * from './limits.ts';
export { encodeLinking } from './linking.ts';
export * from './model.ts';
export { encodeNames } from './name-section.ts';
export type * from './object-source.ts';
export type { PayloadList } from './payloads.ts';
export { encodeProducers } from './producers.ts';
export { ByteReader, DecodeError, TooManyEntriesError } from './reader.ts';
export * from './relocation-kinds.ts';
export { encodeRelocations } from './relocation-sections.ts';
export * from './relocations.ts';
export { encodeTargetFeatures } from './target-features.ts';
export { toSource } from './to-source.ts';
export { ByteWriter, type LebSize, paddedSize } from './writer.ts';
