/** Which custom sections of an object go to the output, and in which output section. */
import type { Section } from '../wasm/model.ts';
import type { ObjectFile } from './input-files.ts';
import type { LinkOptions } from './options.ts';

/** Sections that the linker writes itself, or that are meant for it. */
const ownSections = new Set(['linking', 'name', 'producers', 'target_features', 'dylink.0', '.llvmbc', '.llvmcmd']);

export function isKeptCustomSection(object: ObjectFile, section: Section, options: LinkOptions): boolean {
  const { id, name } = section;
  if (id !== 0 || name === undefined || ownSections.has(name) || name.startsWith('reloc.')) return false;
  if (object.isDiscarded('custom', section.index)) return false;
  return !((options.stripDebug || options.stripAll) && name.startsWith('.debug_'));
}

/**
 * What a relocation in this section holds when its target is dead: an address that no live thing has. -1 would mean
 * something else in the two sections that get -2; 0 stands for "the addend".
 */
export function tombstoneOf(name: string): number {
  if (name === '.debug_ranges' || name === '.debug_loc') return -2;
  return name.startsWith('.debug_') || name.startsWith('llvm.func_attr.') ? -1 : 0;
}
