/**
 * Values of options, from text: durations, counts, seeds, lists. What cannot be meant is commander's error, which names the
 * option; the exit code is 2.
 */
import { InvalidArgumentError } from 'commander';
import type { Shard } from '../campaign/engine/shard.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `10m`, `1h30m`, `500ms`; a plain number is seconds. In milliseconds. */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const whole = parts.map(([part]) => part).join('') === text && text !== '';
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit!]!, 0);
  const ms = whole ? total : /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Number.NaN;
  if (Number.isNaN(ms) || ms <= 0) throw new InvalidArgumentError('It is a time like 90s, 10m or 1h30m.');
  return ms;
}

/** A whole number above 0. */
export function count(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('It is a whole number above 0.');
  return value;
}

/** A whole number from 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('It is a whole number, not negative.');
  }
  return value;
}

/** `2/3`: the second of three. */
export function shard(text: string): Shard {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const value = { index: Number(index), of: Number(of) };
  if (!(value.index >= 1 && value.index <= value.of)) {
    throw new InvalidArgumentError('It is a shard of all shards, like 2/3, from 1/3 to 3/3.');
  }
  return value;
}

/** Above 0, at most 1. */
export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('It is a number above 0, at most 1.');
  return value;
}

/** `a,b`, given any number of times. */
export const list = (text: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  ...text.split(',').filter((word) => word !== ''),
];

/** As `list`, but a `command:…` is one target, commas and all. */
export const targetList = (text: string, before: readonly string[] | undefined): string[] =>
  text.startsWith('command:') ? [...(before ?? []), text] : list(text, before);
