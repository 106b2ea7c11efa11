/**
 * What a case was and did, in words that can be counted, for any target: its features; how the link ended; what the linker
 * complained of; the shape of the module. Nothing that differs from case to case without meaning, such as names and numbers.
 */
import { sectionsOf } from '../../observe/sections.ts';
import type { LinkOutcome } from '../../targets/target.ts';

export function behaviourOf(features: readonly string[], outcomes: ReadonlyMap<string, LinkOutcome>): string[] {
  const words = new Set(features);
  for (const [target, outcome] of outcomes) {
    words.add(`${target}: ${outcome.kind}`);
    for (const detail of detailsOf(outcome)) words.add(`${target}: ${detail}`);
  }
  return [...words];
}

function detailsOf(outcome: LinkOutcome): string[] {
  if (outcome.kind === 'linked') return [...outcome.messages.map(complaintOf), ...shapeOf(outcome.bytes)];
  if (outcome.kind === 'rejected' && outcome.codes !== undefined) return [...outcome.codes];
  return outcome.messages.map(complaintOf);
}

/** `wasm-ld: error: a.o: undefined symbol: foo` complains of `undefined symbol`: the words that no case invents. */
export function complaintOf(message: string): string {
  const [, complaint = message] = /(?:error|warning): (.*)/.exec(message) ?? [];
  const parts = complaint.split(': ').filter((part) => !/^\S*\.(o|a|so|wasm)\b\S*$/.test(part));
  return (parts[0] ?? '').replaceAll(/0x[0-9a-f]+|\d+|`[^`]*`|'[^']*'|"[^"]*"/gi, '…').slice(0, 80);
}

/** Which sections there are, and how large the module is to the next power of two. */
function shapeOf(bytes: Uint8Array): string[] {
  const names = [...new Set(sectionsOf(bytes).map(({ name }) => name))];
  return [`sections ${names.join(' ')}`, `up to ${2 ** Math.ceil(Math.log2(bytes.length + 1))} bytes`];
}
