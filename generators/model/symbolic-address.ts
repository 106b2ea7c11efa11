/**
 * Addresses of a program on paper. They stay symbolic (a place in a segment, a symbol that the linker makes), because
 * only a linker knows their numbers. Here is what can be said of two of them for certain: whether they are equal, apart,
 * null, how far from each other. What would depend on a number that is not known is indeterminate.
 */

import type { ScenarioObject, ScenarioSegment } from '../scenario/scenario.ts';
import { syntheticAlignLog2 } from './synthetic-symbols.ts';

export type Address =
  | {
      readonly kind: 'segment';
      readonly object: ScenarioObject;
      readonly segment: ScenarioSegment;
      readonly offset: number;
      /** The bytes that certainly lie together: the segment, or one string of a segment of strings. */
      readonly low: number;
      readonly high: number;
    }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'synthetic'; readonly name: string; readonly offset: number; readonly outside?: true };

/** The model cannot say. */
export class Indeterminate extends Error {}

export interface Range {
  readonly address: Address;
  readonly size: number;
}

export function moved(address: Address, by: number): Address {
  if (by === 0) return address;
  if (address.kind === 'number') return { ...address, value: (address.value + by) | 0 };
  return { ...address, offset: address.offset + by };
}

export function isNull(address: Address): boolean {
  if (address.kind === 'number') return address.value === 0;
  if (address.kind === 'segment' && isInside(address)) return false;
  if (address.kind === 'synthetic' && address.name === '__heap_end') return false;
  if (address.kind === 'synthetic' && address.outside && address.offset === 0) return false;
  throw new Indeterminate('an address that may or may not be null');
}

export function sameAddress(left: Address, right: Address): boolean {
  if (left.kind === 'number' && right.kind === 'number') return left.value === right.value;
  if (left.kind === 'segment' && right.kind === 'segment' && left.segment === right.segment) {
    if (left.low === right.low) return left.offset === right.offset;
  }
  if (left.kind === 'synthetic' && right.kind === 'synthetic' && left.name === right.name) {
    return left.offset === right.offset;
  }
  if (isCertainlyApart(left, right)) return false;
  throw new Indeterminate('two addresses that cannot be compared');
}

export function isAligned(address: Address, alignLog2: number): boolean {
  const mask = 2 ** alignLog2 - 1;
  if (address.kind === 'number') return (address.value & mask) === 0;
  const known = address.kind === 'segment' ? address.segment.alignLog2 : syntheticAlignLog2(address.name);
  if (known < alignLog2) throw new Indeterminate('an alignment that is not known');
  if (address.kind === 'segment' && address.segment.strings) throw new Indeterminate('the alignment of a string');
  return (address.offset & mask) === 0;
}

export function areApart(left: Range, right: Range): boolean {
  const [one, other] = [left.address, right.address];
  if (one.kind !== 'segment' || other.kind !== 'segment') throw new Indeterminate('ranges outside of segments');
  if (one.offset < one.low || one.offset + left.size > one.high) throw new Indeterminate('a range too long');
  if (other.offset < other.low || other.offset + right.size > other.high) throw new Indeterminate('a range too long');
  if (one.segment === other.segment && one.low === other.low) {
    return one.offset + left.size <= other.offset || other.offset + right.size <= one.offset;
  }
  if (one.segment.strings && other.segment.strings) throw new Indeterminate('strings may be merged');
  return true;
}

export function distanceBetween(from: Address, to: Address): number {
  if (from.kind === 'segment' && to.kind === 'segment' && from.segment === to.segment && from.low === to.low) {
    return (to.offset - from.offset) | 0;
  }
  if (from.kind === 'number' && to.kind === 'number') return (to.value - from.value) | 0;
  throw new Indeterminate('a distance between two segments');
}

/** Within the bytes of two payloads, which cannot lie on each other; or a payload's byte and null. */
function isCertainlyApart(left: Address, right: Address): boolean {
  if (left.kind === 'segment' && right.kind === 'segment') {
    if (left.segment.strings && right.segment.strings) return false;
    return isInside(left) && isInside(right);
  }
  const [one, other] = left.kind === 'segment' ? [left, right] : [right, left];
  return one.kind === 'segment' && isInside(one) && other.kind === 'number' && other.value === 0;
}

function isInside(address: Extract<Address, { kind: 'segment' }>): boolean {
  return address.offset >= address.low && address.offset < address.high;
}
