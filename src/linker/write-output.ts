/**
 * Puts the output together: decides which sections there are and in what order, sizes them, and writes each into one
 * buffer of the final size.
 * Out: the bytes, and where each section lies (for the link map).
 */
import { ulebSize, writeUleb } from '../wasm/leb128.ts';
import { buildIdSection, fillBuildId } from './build-id.ts';
import { CodeSection } from './code-section.ts';
import { coreSections } from './core-sections.ts';
import { CustomSection, collectCustomSections } from './custom-output.ts';
import { DataSection } from './data-section.ts';
import {
  collectOutputSymbols,
  linkingSection,
  type RelocatedSection,
  RelocationWriter,
  relocationSection,
} from './linking-sections.ts';
import { nameSection } from './name-section.ts';
import type { OutputPlan, OutputSection } from './output-plan.ts';
import { Relocator } from './relocate.ts';
import { dylinkSection, producersSection, targetFeaturesSection } from './tool-sections.ts';

/** A section and where it lies in the file, its id byte first. */
export interface PlacedSection {
  readonly section: OutputSection;
  readonly fileOffset: number;
  /** Where its content begins (of a custom section: its name). */
  readonly contentOffset: number;
}

export interface WrittenOutput {
  readonly bytes: Uint8Array;
  readonly sections: readonly PlacedSection[];
  readonly code: CodeSection | undefined;
  readonly data: DataSection | undefined;
  readonly custom: readonly CustomSection[];
  readonly bytesCopied: number;
}

const header = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** What is settled but for the relocator, which needs to know where code and custom sections lie. */
export type UnplacedPlan = Omit<OutputPlan, 'relocator'>;

export function writeOutput(unplaced: UnplacedPlan): WrittenOutput & { readonly plan: OutputPlan } {
  const { program, liveness, indices, needs, segments } = unplaced;
  const { options } = program;
  const custom = collectCustomSections(program, liveness, () => relocator);
  const customOf = new Map(custom.flatMap((section) => section.atoms.map((atom) => [atom.id, section])));
  const relocator: Relocator = new Relocator({
    options,
    liveness,
    needs,
    indices,
    segments,
    places: {
      functionOffset: (atom) => code.offsetOf(atom),
      customOffset: (atom, offset) => customOf.get(atom.id)!.offsetOf(atom, offset),
      isWhole: (atom) => !customOf.get(atom.id)!.isMerged,
    },
  });
  const plan: OutputPlan = { ...unplaced, relocator };
  const code: CodeSection = new CodeSection(indices, relocator, options.compressRelocations);
  const data = new DataSection(plan);

  const sections: OutputSection[] = [];
  const add = (section: OutputSection | undefined) => {
    if (section) sections.push(section);
  };
  add(dylinkSection(plan));
  sections.push(...coreSections(plan));
  if (code.functions.length > 0) add(code);
  if (data.written.length > 0) add(data);
  for (const section of custom) sections.push(section);
  if (options.relocatable || options.emitRelocs) addObjectSections(plan, custom, sections);
  add(nameSection(plan));
  add(producersSection(program));
  add(targetFeaturesSection(plan));
  const buildId = buildIdSection(options.buildId);
  add(buildId);

  const { bytes, placed } = assemble(sections);
  if (buildId) fillBuildId(options.buildId, bytes, bytes.length);
  const bytesCopied = [code, data, ...custom].reduce((sum, section) => sum + section.bytesCopied, 0);
  return { bytes, sections: placed, code, data, custom, bytesCopied, plan };
}

function addObjectSections(plan: OutputPlan, custom: readonly CustomSection[], sections: OutputSection[]): void {
  const symbols = collectOutputSymbols(plan, custom);
  const relocations = new RelocationWriter(plan, symbols, custom);
  const position = new Map(sections.map((section, index) => [section, index]));
  const relocated = sections.filter(isRelocated);
  sections.push(linkingSection(plan, symbols, (section) => position.get(section)!));
  for (const section of relocated) {
    if (section.relocationCount > 0) sections.push(relocationSection(section, position.get(section)!, relocations));
  }
}

function isRelocated(section: OutputSection): section is RelocatedSection {
  return section instanceof CodeSection || section instanceof DataSection || section instanceof CustomSection;
}

function assemble(sections: readonly OutputSection[]): { bytes: Uint8Array; placed: PlacedSection[] } {
  let size = header.length;
  const placed = sections.map((section) => {
    const fileOffset = size;
    const contentOffset = fileOffset + 1 + ulebSize(section.size);
    size = contentOffset + section.size;
    return { section, fileOffset, contentOffset };
  });
  const bytes = new Uint8Array(size);
  bytes.set(header);
  for (const { section, fileOffset, contentOffset } of placed) {
    bytes[fileOffset] = section.id;
    writeUleb(bytes, fileOffset + 1, section.size);
    section.write(bytes, contentOffset);
  }
  return { bytes, placed };
}
