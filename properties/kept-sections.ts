/**
 * Whether the module holds the custom sections of its objects, whole and once: nothing refers to them, so that a linker
 * loses them unseen. What is in them the relocation audit compares.
 * In: the module, what the model keeps. Out: the first fault. Sections that linkers write themselves are not asked for.
 */
import type { Expectation } from '../generators/model/expect.ts';
import type { LinkOptions } from '../generators/scenario/scenario.ts';
import type { WasmModule } from '../src/wasm/index.ts';
import { isMergedSection } from './audit/placements.ts';
import { fails, type Verdict } from './property.ts';

export function sectionFault(module: WasmModule, expected: Expectation, options: LinkOptions): Verdict | undefined {
  const found = sectionSizes(module);
  const wanted = keptSizes(expected);
  for (const [name, size] of wanted) {
    if (options.keepSections?.includes(name)) continue;
    const fault = isStripped(name, options) ? strayFault(name, found) : sizeFault(name, size, found);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Of the sections of each name, one after the other; 0 where all of them lost with their groups. */
function keptSizes({ reach, resolution }: Expectation): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const section of resolution.included.flatMap(({ customSections }) => customSections)) {
    const size = reach.kept.has(section) ? section.bytes.length / 2 : 0;
    sizes.set(section.name, (sizes.get(section.name) ?? 0) + size);
  }
  return sizes;
}

function sectionSizes({ sections }: WasmModule): ReadonlyMap<string, readonly number[]> {
  const sizes = new Map<string, number[]>();
  for (const { name, content } of sections) {
    if (name !== undefined) sizes.set(name, [...(sizes.get(name) ?? []), content.length]);
  }
  return sizes;
}

function isStripped(name: string, { strip }: LinkOptions): boolean {
  return strip !== undefined && name.startsWith('.debug_');
}

function strayFault(name: string, found: ReadonlyMap<string, readonly number[]>): Verdict | undefined {
  return found.has(name) ? fails('sections.more', `${name} is there, and should be stripped`) : undefined;
}

function sizeFault(name: string, size: number, found: ReadonlyMap<string, readonly number[]>): Verdict | undefined {
  const sizes = found.get(name) ?? [];
  const isWhole = sizes.length === 1 && (sizes[0] === size || (isMergedSection(name) && sizes[0]! < size));
  if (isWhole || (size === 0 && sizes.length === 0)) return undefined;
  const key = sizes.length > 1 || (sizes[0] ?? 0) > size ? 'sections.more' : 'sections.fewer';
  return fails(key, `${name} has ${sizes.join(' and ') || 'no'} bytes, the objects that are linked have ${size}`);
}
