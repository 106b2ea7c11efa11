/**
 * Where two outcomes of one link differ, for the properties that want them equal: the kind of outcome, the bytes, or what
 * was said. The key names the section of the first byte that differs, never a number, so that the same bug keeps its key.
 */
import { sectionNameAt, sectionsOf } from '../src/observe/sections.ts';
import type { LinkOutcome } from '../src/targets/target.ts';

export interface Difference {
  /** Short and stable: `bytes.code`, `outcome.linked.rejected`, `codes`, `messages`. */
  readonly key: string;
  readonly evidence: string;
}

/** Names for the evidence, left then right. */
export type Sides = readonly [left: string, right: string];

/** Undefined when the two are equal. What is printed beside a linked module is compared too. */
export function differenceOf(left: LinkOutcome, right: LinkOutcome, sides: Sides): Difference | undefined {
  if (left.kind !== right.kind) {
    const evidence = `${sides[0]}: ${outcomeText(left)}\n${sides[1]}: ${outcomeText(right)}`;
    return { key: `outcome.${left.kind}.${right.kind}`, evidence };
  }
  if (left.kind === 'linked' && right.kind === 'linked') {
    const difference = bytesDifference(left.bytes, right.bytes, sides);
    if (difference !== undefined) return difference;
  }
  if (left.kind === 'rejected' && right.kind === 'rejected' && !haveSameLines(left.codes, right.codes)) {
    return {
      key: 'codes',
      evidence: `${sides[0]}: ${left.codes?.join(', ')}\n${sides[1]}: ${right.codes?.join(', ')}`,
    };
  }
  if (left.kind !== 'linked' && left.kind !== 'rejected') return undefined;
  if (haveSameLines(left.messages, right.messages)) return undefined;
  return {
    key: 'messages',
    evidence: `${sides[0]} says:\n${left.messages.join('\n')}\n${sides[1]} says:\n${right.messages.join('\n')}`,
  };
}

/** The first byte at which two modules differ. */
export function bytesDifference(left: Uint8Array, right: Uint8Array, sides: Sides): Difference | undefined {
  if (Buffer.compare(left, right) === 0) return undefined;
  const shared = Math.min(left.length, right.length);
  let at = 0;
  while (at < shared && left[at] === right[at]) at++;
  const section = sectionNameAt(sectionsOf(at < left.length ? left : right), at);
  const around = (bytes: Uint8Array) => hex(bytes.subarray(Math.max(0, at - 4), at + 8));
  const lines = [
    `the modules differ at byte ${at}, in ${section} (${left.length} and ${right.length} bytes)`,
    `${sides[0]}: … ${around(left)} …`,
    `${sides[1]}: … ${around(right)} …`,
  ];
  return { key: `bytes.${section}`, evidence: lines.join('\n') };
}

/** An outcome in a line, with the first things that were said. */
export function outcomeText(outcome: LinkOutcome): string {
  const said = outcome.messages.slice(0, 5).join(' | ');
  switch (outcome.kind) {
    case 'linked':
      return `linked, ${outcome.bytes.length} bytes`;
    case 'rejected':
      return `rejected: ${said}`;
    case 'crashed':
      return `crashed: ${outcome.reason}${said && ` | ${said}`}`;
    case 'garbage':
      return `says that it linked, but wrote ${outcome.reason}`;
    case 'timed-out':
      return `not done after ${outcome.limitMs} ms`;
    case 'out-of-memory':
      return `out of memory at ${outcome.limitBytes} bytes`;
    case 'unsupported':
      return `unsupported: ${outcome.reason}`;
  }
}

function haveSameLines(left: readonly string[] = [], right: readonly string[] = []): boolean {
  return left.length === right.length && left.every((line, i) => line === right[i]);
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
