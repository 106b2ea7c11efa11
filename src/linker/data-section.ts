/** The data section of the output: each written segment with its header, one copy of each live piece, sites written there. */
import { ulebSize, writeUleb } from '../wasm/leb128.ts';
import { ByteWriter } from '../wasm/writer.ts';
import { constant } from './core-sections.ts';
import type { RelocationWriter } from './linking-sections.ts';
import type { OutputPlan, OutputSection } from './output-plan.ts';
import { isPositionIndependent } from './program.ts';
import type { Relocator } from './relocate.ts';
import type { OutputSegment, SegmentPart } from './segments.ts';

export interface WrittenSegment {
  readonly segment: OutputSegment;
  readonly header: Uint8Array;
  /** Offset of the header in the section's body. */
  readonly offset: number;
}

export class DataSection implements OutputSection {
  readonly id = 11;
  readonly name = '';
  readonly size: number;
  readonly written: readonly WrittenSegment[];
  readonly #relocator: Relocator;
  bytesCopied = 0;

  constructor(plan: OutputPlan) {
    this.#relocator = plan.relocator;
    const segments = plan.segments.segments.filter((segment) => !segment.isBss || plan.features.emitBss);
    let at = ulebSize(segments.length);
    this.written = segments.map((segment) => {
      const header = segmentHeader(segment, plan);
      const offset = at;
      at += header.length + segment.size;
      return { segment, header, offset };
    });
    this.size = at;
  }

  write(output: Uint8Array, at: number): void {
    writeUleb(output, at, this.written.length);
    for (const { segment, header, offset } of this.written) {
      output.set(header, at + offset);
      const payload = at + offset + header.length;
      for (const part of segment.parts) this.#writePart(part, output, payload + part.offset);
    }
  }

  get relocationCount(): number {
    return this.#parts().reduce((count, { atom }) => count + (atom ? atom.last - atom.first : 0), 0);
  }

  writeRelocations(writer: ByteWriter, relocations: RelocationWriter): void {
    for (const { segment, header, offset } of this.written) {
      for (const { atom, offset: inSegment } of segment.parts) {
        if (atom) relocations.write(atom, offset + header.length + inSegment, writer);
      }
    }
  }

  #parts(): SegmentPart[] {
    return this.written.flatMap(({ segment }) => [...segment.parts]);
  }

  #writePart({ atom, strings, size }: SegmentPart, output: Uint8Array, at: number): void {
    if (atom) {
      atom.copyTo(output, at);
      this.#relocator.apply(atom, output, at);
    } else output.set(strings!.bytes, at);
    this.bytesCopied += size;
  }
}

function segmentHeader(segment: OutputSegment, plan: OutputPlan): Uint8Array {
  const writer = new ByteWriter(16).uleb(segment.isPassive ? 1 : 0);
  if (!segment.isPassive) writer.raw(activeOffset(segment, plan));
  return writer.uleb(segment.size).finish();
}

function activeOffset({ address }: OutputSegment, plan: OutputPlan): Uint8Array {
  const { program, indices, features } = plan;
  if (!isPositionIndependent(program.options)) return constant(plan, (code) => code.pointerConst(address));
  const base = indices.elementIndexOf(program.known.memoryBase!)!;
  return constant(plan, (code) => {
    code.globalGet(base);
    if (features.extendedConst && address !== 0) code.pointerConst(address).pointerAdd();
    return code;
  });
}
