/**
 * The canary's fault: a target whose output has one relocation site changed, the last bit of the first site that stands
 * as a padded LEB in the code, as a linker that computes a wrong index would. Where the code has none, one byte of data is changed.
 * Not here: running the canary (`canary.ts`). The bytes are read by hand, so that the canary leans on nothing that it tests.
 */
import { doctoredTarget } from '../../targets/doctored.ts';
import type { LinkOutcome, Target } from '../../targets/target.ts';

/** The same target under the same name, with spoiled output. */
export const spoiled = (target: Target): Target => doctoredTarget(target, spoil);

function spoil(outcome: LinkOutcome): LinkOutcome {
  return outcome.kind === 'linked' ? { ...outcome, bytes: spoilOneSite(outcome.bytes) } : outcome;
}

/** A copy with one site changed; the same bytes when there is nothing to change. */
export function spoilOneSite(module: Uint8Array): Uint8Array {
  const sections = sectionsOf(module);
  const code = sections.find((section) => section.id === codeSection);
  const data = sections.find((section) => section.id === dataSection);
  const site = (code && paddedLebIn(module, code)) ?? (data && data.end - 1);
  if (site === undefined) return module;
  const copy = module.slice();
  copy[site] = copy[site]! ^ 1;
  return copy;
}

const codeSection = 10;
const dataSection = 11;

interface Span {
  readonly id: number;
  readonly begin: number;
  readonly end: number;
}

function sectionsOf(module: Uint8Array): Span[] {
  const sections: Span[] = [];
  for (let at = 8; at < module.length; ) {
    const id = module[at]!;
    const { value, next } = unsignedLeb(module, at + 1);
    sections.push({ id, begin: next, end: Math.min(next + value, module.length) });
    at = next + value;
  }
  return sections;
}

function unsignedLeb(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  let next = at;
  while (next < bytes.length) {
    const byte = bytes[next++]!;
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte < 0x80) break;
  }
  return { value, next };
}

/** Where five bytes stand that are one LEB of an index below 2^28. */
function paddedLebIn(module: Uint8Array, { begin, end }: Span): number | undefined {
  for (let at = begin; at + 5 <= end; at++) {
    const padded = module.subarray(at, at + 4).every((byte) => byte >= 0x80) && module[at + 4] === 0;
    if (padded) return at;
  }
  return undefined;
}
