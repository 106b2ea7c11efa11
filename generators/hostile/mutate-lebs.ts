/**
 * Mutations of the integers that a module is made of: sizes and counts that lie, LEBs that are over-long, too wide, without
 * an end, or numbers that hurt. A section's size follows what is done inside it, so that readers come to it; half of the
 * time it does not.
 * Not here: integers whose meaning is known (`mutate-object.ts`).
 */
import { SectionId } from '../../src/wasm/constants.ts';
import { ByteWriter } from '../../src/wasm/writer.ts';
import type { Choices } from '../make/choices.ts';
import { joined, type SectionSpan, sectionSpans } from './mutate-bytes.ts';
import { type FileMutator, painfulNumber } from './mutator.ts';

export const lebMutators: readonly FileMutator[] = [
  { name: 'section-size-lies', apply: onSectionSize((size, choices) => uleb(painfulNumber(choices, size))) },
  { name: 'section-size-padded', apply: onSectionSize((size, choices) => uleb(size, choices.between(2, 7))) },
  { name: 'count-lies', apply: onLeb(firstLeb, (value, choices) => uleb(painfulNumber(choices, value))) },
  { name: 'leb-number', apply: onLeb(anyLeb, (value, choices) => uleb(painfulNumber(choices, value))) },
  { name: 'leb-over-long', apply: onLeb(anyLeb, (value, choices) => uleb(value, choices.between(2, 11))) },
  { name: 'leb-too-wide', apply: onLeb(anyLeb, (_, choices) => choices.pick(tooWide)) },
  { name: 'leb-without-end', apply: onLeb(anyLeb, (_, choices) => new Uint8Array(choices.between(1, 12)).fill(0x80)) },
  { name: 'leb-negative', apply: onLeb(anyLeb, (_, choices) => choices.pick(negative)) },
];

/** Unused bits of the last byte are set, or there are too many bytes. */
const tooWide: readonly Uint8Array[] = [
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x10),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00),
];
const negative: readonly Uint8Array[] = [
  Uint8Array.of(0x7f),
  Uint8Array.of(0x40),
  Uint8Array.of(0x80, 0x7f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x78),
  Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f),
];

const uleb = (value: number, size = 0): Uint8Array => new ByteWriter(16).uleb(value, size).finish();

type NewSize = (size: number, choices: Choices) => Uint8Array;

function onSectionSize(change: NewSize): FileMutator['apply'] {
  return (bytes, choices) => {
    const section = choices.pickOrNone(sectionSpans(bytes));
    if (section === undefined) return undefined;
    const { begin, content, end } = section;
    return joined(bytes.subarray(0, begin + 1), change(end - content, choices), bytes.subarray(content));
  };
}

/** Where a LEB stands: its first byte, and the one behind its last. */
interface LebSpan {
  readonly at: number;
  readonly end: number;
}

type ChooseLeb = (bytes: Uint8Array, section: SectionSpan, choices: Choices) => LebSpan | undefined;
type NewLeb = (value: number, choices: Choices) => Uint8Array;

function onLeb(choose: ChooseLeb, change: NewLeb): FileMutator['apply'] {
  return (bytes, choices) => {
    const section = chosenSection(bytes, choices);
    const span = section && choose(bytes, section, choices);
    if (section === undefined || span === undefined) return undefined;
    const content = joined(
      bytes.subarray(section.content, span.at),
      change(numberAt(bytes, span), choices),
      bytes.subarray(span.end, section.end),
    );
    const header = choices.percent(50)
      ? joined(Uint8Array.of(section.id), uleb(content.length, 5))
      : bytes.subarray(section.begin, section.content);
    return joined(bytes.subarray(0, section.begin), header, content, bytes.subarray(section.end));
  };
}

/** Custom sections more often: `linking` and `reloc.*` are where linkers read more than engines do. */
function chosenSection(bytes: Uint8Array, choices: Choices): SectionSpan | undefined {
  const sections = sectionSpans(bytes).filter(({ content, end }) => end > content);
  const custom = sections.filter(({ id }) => id === SectionId.Custom);
  return choices.pickOrNone(choices.percent(60) && custom.length > 0 ? custom : sections);
}

/** A count, or the length of a custom section's name. */
function firstLeb(bytes: Uint8Array, { content, end }: SectionSpan): LebSpan {
  return lebAt(bytes, content, end);
}

/** Content is read as one LEB after another, which is what most of it is. */
function anyLeb(bytes: Uint8Array, { id, content, end }: SectionSpan, choices: Choices): LebSpan | undefined {
  const start = id === SectionId.Custom ? Math.min(end, content + 1 + bytes[content]!) : content;
  const spans: LebSpan[] = [];
  for (let at = start; at < end && spans.length < 4096; at = spans.at(-1)!.end) spans.push(lebAt(bytes, at, end));
  return choices.pickOrNone(choices.percent(50) ? spans.slice(0, 8) : spans);
}

function lebAt(bytes: Uint8Array, at: number, limit: number): LebSpan {
  let end = at;
  while (end < limit - 1 && end - at < 9 && bytes[end]! >= 0x80) end++;
  return { at, end: end + 1 };
}

function numberAt(bytes: Uint8Array, { at, end }: LebSpan): number {
  let value = 0;
  for (let i = end - 1; i >= at; i--) value = value * 0x80 + (bytes[i]! & 0x7f);
  return Math.min(value, 0xffff_ffff);
}
