/**
 * Relocation lists as no compiler writes them: two neighbours out of order, which no linker that searches may accept, of
 * code, of data and of a custom section each, since a linker that looks closer at some lists refuses those anyway; and one
 * section's list spread over two `reloc.*` sections, which says what it said before.
 * In: a case and its own outcome. Out: a verdict on all variants; `holds` when no object has two relocations in a row.
 */
import { moduleIn } from '../src/observe/decoded-files.ts';
import type { LinkJob, LinkOutcome } from '../src/targets/target.ts';
import {
  encodeObject,
  isObject,
  isWasm,
  type ObjectSource,
  type RelocationSource,
  toSource,
} from '../src/wasm/index.ts';
import { differenceOf } from './outcome-difference.ts';
import { fails, holds, type PropertyCase, type Verdict } from './property.ts';

export async function checkLists({ job, link }: PropertyCase, before: LinkOutcome): Promise<Verdict> {
  for (const owner of owners) {
    const disordered = withList(job, (list) => (ownerOf(list) === owner ? outOfOrder(list) : undefined));
    if (disordered !== undefined && (await link(disordered)).kind === 'linked') {
      return fails('out-of-order.linked', `a list that is not in order is accepted: relocations of ${owner}`);
    }
  }
  const spread = withList(job, spreadOut);
  const difference =
    spread && differenceOf(before, await link(spread), ['with one list', 'with the same list in two sections']);
  return difference === undefined ? holds : fails(`in-two-sections.${difference.key}`, difference.evidence);
}

const owners = ['code', 'data', 'a custom section'] as const;

const ownerOf = ({ of }: RelocationSource): (typeof owners)[number] =>
  typeof of === 'string' ? of : 'a custom section';

type ListChange = (list: RelocationSource) => RelocationSource[] | undefined;

const outOfOrder: ListChange = (list) => {
  const [first, second, ...rest] = list.entries;
  if (first === undefined || second === undefined) return undefined;
  return [{ ...list, entries: [second, first, ...rest], keepOrder: true }];
};

/** The first relocation stands in a section of its own. */
const spreadOut: ListChange = (list) => {
  if (list.entries.length < 2) return undefined;
  return [
    { ...list, entries: list.entries.slice(0, 1) },
    { ...list, entries: list.entries.slice(1) },
  ];
};

function withList(job: LinkJob, change: ListChange): LinkJob | undefined {
  for (const [name, bytes] of job.files) {
    const module = isWasm(bytes) ? moduleIn(bytes) : undefined;
    const source = module && isObject(module) ? changedSource(toSource(module), change) : undefined;
    if (source !== undefined) return { ...job, files: new Map(job.files).set(name, encodeObject(source)) };
  }
  return undefined;
}

/** The order of sections is left to the encoder, which knows where a list more belongs. */
function changedSource({ order: _, ...source }: ObjectSource, change: ListChange): ObjectSource | undefined {
  const lists = source.relocations ?? [];
  for (const [at, list] of lists.entries()) {
    const changed = change(list);
    if (changed !== undefined) {
      return { ...source, relocations: [...lists.slice(0, at), ...changed, ...lists.slice(at + 1)] };
    }
  }
  return undefined;
}
