/**
 * Whether a stretch of the output is an input's payload: every byte outside of the relocation sites must be the same.
 * Where sites are compressed the stretch is shorter, and the sites say by how much.
 * In: a payload and where it should be. Out: where each site lies there, or the first byte that differs.
 */
import type { Payload } from './audited-object.ts';
import { readSite } from './site-form.ts';

export type Match =
  /** `offsets[i]`: where the payload's i-th site begins, counted from the begin of the stretch. */
  | { readonly kind: 'same'; readonly offsets: readonly number[]; readonly sizeBytes: number }
  /** `offset`: in the payload. */
  | { readonly kind: 'differs'; readonly offset: number };

export interface Stretch {
  readonly bytes: Uint8Array;
  readonly begin: number;
  /** The stretch must end here. */
  readonly end?: number;
  readonly compressed?: boolean;
  /** A site that is not written as its kind demands is a difference too: for those who only guess. */
  readonly soundSites?: boolean;
}

export function matchPayload({ bytes: input, sites }: Payload, stretch: Stretch): Match {
  const { bytes, begin, end = bytes.length, compressed = false, soundSites = false } = stretch;
  const offsets: number[] = [];
  let from = 0;
  let at = begin;
  for (const { offset, kind } of sites) {
    const differs = firstDifference(input, from, offset, { bytes, at });
    if (differs !== undefined) return { kind: 'differs', offset: differs };
    at += Math.max(0, offset - from);
    offsets.push(at - begin);
    const read = compressed || soundSites ? readSite(bytes, at, kind, compressed) : undefined;
    if (soundSites && read?.fault !== undefined) return { kind: 'differs', offset };
    const size = compressed ? read?.sizeBytes : kind.width;
    if (size === undefined) return { kind: 'differs', offset };
    at += size;
    from = offset + kind.width;
  }
  const differs = firstDifference(input, from, input.length, { bytes, at });
  if (differs !== undefined) return { kind: 'differs', offset: differs };
  const sizeBytes = at + Math.max(0, input.length - from) - begin;
  if (begin + sizeBytes > end || (stretch.end !== undefined && begin + sizeBytes !== end)) {
    return { kind: 'differs', offset: input.length };
  }
  return { kind: 'same', offsets, sizeBytes };
}

function firstDifference(
  input: Uint8Array,
  from: number,
  to: number,
  { bytes, at }: { readonly bytes: Uint8Array; readonly at: number },
): number | undefined {
  for (let i = from; i < to; i++) if (input[i] !== bytes[at + i - from]) return i;
  return undefined;
}
