/**
 * A module and its sections while they are decoded, and afterwards: one shape for every file, in which all that a file does
 * not have is the same empty list. An archive has a hundred thousand members, so nothing is made before it is asked for.
 * Not here: reading the bytes (`decode.ts`), what the fields mean (`model.ts`).
 */
import { functionBodies } from './code.ts';
import { dataSegments } from './data.ts';
import type { DataSegment, FunctionBody, LinkingSection, Section, WasmModule } from './model.ts';
import { PayloadList } from './payloads.ts';
import type { ByteReader } from './reader.ts';
import { noRelocations, type RelocationList } from './relocations.ts';

const none: readonly never[] = [];
const noPayloads = new PayloadList({ bytes: new Uint8Array(0), begin: 0 }, 0);

export class DecodedModule implements WasmModule {
  readonly bytes: Uint8Array;
  readonly sections: DecodedSection[] = [];
  types: WasmModule['types'] = none;
  imports: WasmModule['imports'] = none;
  functions: WasmModule['functions'] = none;
  tables: WasmModule['tables'] = none;
  memories: WasmModule['memories'] = none;
  tags: WasmModule['tags'] = none;
  globals: WasmModule['globals'] = none;
  exports: WasmModule['exports'] = none;
  elements: WasmModule['elements'] = none;
  codePayloads = noPayloads;
  dataPayloads = noPayloads;
  declare start?: number;
  declare dataCount?: number;
  declare linking?: LinkingSection;
  declare targetFeatures?: NonNullable<WasmModule['targetFeatures']>;
  declare producers?: NonNullable<WasmModule['producers']>;
  declare names?: NonNullable<WasmModule['names']>;
  declare dylink?: NonNullable<WasmModule['dylink']>;
  #code: readonly FunctionBody[] | undefined;
  #data: readonly DataSegment[] | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get code(): readonly FunctionBody[] {
    this.#code ??= functionBodies(this.codePayloads);
    return this.#code;
  }

  get data(): readonly DataSegment[] {
    this.#data ??= dataSegments(this.dataPayloads);
    return this.#data;
  }
}

export class DecodedSection implements Section {
  readonly index: number;
  readonly id: number;
  declare readonly name?: string;
  readonly fileOffset: number;
  readonly contentFileOffset: number;
  readonly size: number;
  readonly sizeLebSize: number;
  relocations: RelocationList = noRelocations;
  readonly #file: Uint8Array;

  constructor(
    place: { index: number; id: number; name: string | undefined; fileOffset: number; sizeLebSize: number },
    content: Pick<ByteReader, 'bytes' | 'begin' | 'end'>,
  ) {
    this.index = place.index;
    this.id = place.id;
    this.fileOffset = place.fileOffset;
    this.contentFileOffset = content.begin;
    this.size = content.end - content.begin;
    this.sizeLebSize = place.sizeLebSize;
    this.#file = content.bytes;
    if (place.name !== undefined) this.name = place.name;
  }

  get content(): Uint8Array {
    return this.#file.subarray(this.contentFileOffset, this.contentFileOffset + this.size);
  }
}
