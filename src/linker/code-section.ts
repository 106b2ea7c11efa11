/**
 * The code section of the output: one copy of each live function from input to output, its sites written there.
 * With --compress-relocations each site shrinks to what its value needs, so bodies change their size.
 */
import { bodyHeaderSize } from '../wasm/code.ts';
import { ulebSize, writeUleb } from '../wasm/leb128.ts';
import type { ByteWriter } from '../wasm/writer.ts';
import type { Atom } from './atoms.ts';
import type { RelocationWriter } from './linking-sections.ts';
import type { OutputFunction, OutputIndices } from './output-indices.ts';
import type { OutputSection } from './output-plan.ts';
import type { Relocator } from './relocate.ts';

export class CodeSection implements OutputSection {
  readonly id = 10;
  readonly name = '';
  readonly size: number;
  readonly functions: readonly OutputFunction[];
  readonly #offsets: Float64Array;
  readonly #sizes: Float64Array;
  readonly #indices: OutputIndices;
  readonly #relocator: Relocator;
  readonly #isCompressed: boolean;
  bytesCopied = 0;

  constructor(indices: OutputIndices, relocator: Relocator, isCompressed: boolean) {
    this.functions = indices.functions;
    this.#indices = indices;
    this.#relocator = relocator;
    this.#isCompressed = isCompressed;
    this.#offsets = new Float64Array(this.functions.length);
    this.#sizes = new Float64Array(this.functions.length);
    let at = ulebSize(this.functions.length);
    for (let i = 0; i < this.functions.length; i++) {
      this.#offsets[i] = at;
      this.#sizes[i] = this.#sizeOf(this.functions[i]!);
      at += this.#sizes[i]!;
    }
    this.size = at;
  }

  /** Offset of an entry in the section's body. */
  offsetOf(func: OutputFunction): number {
    return this.#offsets[this.#position(func)]!;
  }

  /** Size of an entry, its size LEB included. */
  sizeOf(func: OutputFunction): number {
    return this.#sizes[this.#position(func)]!;
  }

  write(output: Uint8Array, at: number): void {
    writeUleb(output, at, this.functions.length);
    for (let i = 0; i < this.functions.length; i++) {
      const func = this.functions[i]!;
      const begin = at + this.#offsets[i]!;
      if (!('id' in func)) output.set(func.body, begin);
      else if (this.#isCompressed) this.#writeCompressed(func, output, begin);
      else {
        func.copyTo(output, begin);
        this.#relocator.apply(func, output, begin);
      }
      this.bytesCopied += this.#sizes[i]!;
    }
  }

  get relocationCount(): number {
    return this.functions.reduce((count, func) => count + ('id' in func ? func.last - func.first : 0), 0);
  }

  writeRelocations(writer: ByteWriter, relocations: RelocationWriter): void {
    for (const [i, func] of this.functions.entries())
      if ('id' in func) relocations.write(func, this.#offsets[i]!, writer);
  }

  #position(func: OutputFunction): number {
    return this.#indices.indexOfFunction(func) - this.#indices.imports.count('function');
  }

  #sizeOf(func: OutputFunction): number {
    if (!('id' in func)) return func.body.length;
    if (!this.#isCompressed) return func.size;
    const body = this.#compressedBodySize(func);
    return ulebSize(body) + body;
  }

  #compressedBodySize(atom: Atom): number {
    let size = atom.size - headerSize(atom);
    for (let i = atom.first; i < atom.last; i++) {
      size += this.#relocator.compressedSize(atom, i) - atom.relocations.kind(i).width;
    }
    return size;
  }

  #writeCompressed(atom: Atom, output: Uint8Array, begin: number): void {
    let to = writeUleb(output, begin, this.#compressedBodySize(atom));
    let from = headerSize(atom);
    const { bytes } = atom;
    const copyUntil = (end: number) => {
      output.set(bytes.subarray(from, end), to);
      to += end - from;
    };
    for (let i = atom.first; i < atom.last; i++) {
      const site = atom.relocations.offsets[i]! - atom.originalOffset;
      copyUntil(site);
      to = this.#relocator.writeCompressed(atom, i, output, to);
      from = site + atom.relocations.kind(i).width;
    }
    copyUntil(atom.size);
  }
}

function headerSize(atom: Atom): number {
  return bodyHeaderSize(atom.object.wasm.codePayloads, atom.index);
}
