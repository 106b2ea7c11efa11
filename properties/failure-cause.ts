/**
 * What is behind a failure, in words that are the same wherever it shows: where a linker crashed, or what it says when it
 * refuses what can be linked. Findings of one cause are one bug, whatever property saw it and whatever else is in the case.
 * Undefined where an outcome does not tell: then only the case itself can say whether two failures are the same.
 */
import type { LinkOutcome } from '../src/targets/target.ts';
import { messageSlug } from './message-slug.ts';
import { reasonWord } from './reason-class.ts';

export function causeOf(outcome: LinkOutcome): string | undefined {
  if (outcome.kind === 'rejected') {
    const word = reasonWord(outcome);
    return word === 'unnamed' ? undefined : `refused: ${word}`;
  }
  if (outcome.kind !== 'crashed') return undefined;
  const place = crashPlace(outcome.messages);
  return place === undefined ? undefined : `crashed in ${place}`;
}

/** The panic's words and the innermost functions of the linker's own, as its stack trace names them. */
export function crashPlace(messages: readonly string[]): string | undefined {
  const said = messages.map((line) => /\b(?:panic: |Assertion [`'"]|assertion failed: )(.*)/.exec(line)?.[1]);
  const panic = said.find((words) => words !== undefined);
  const frames = ownFrames(messages.flatMap((line) => frameIn(line) ?? []));
  const words = [...(panic === undefined ? [] : [messageSlug(panic)]), ...frames.slice(0, framesTold)];
  return words.length === 0 ? undefined : words.join(' < ');
}

const framesTold = 2;

/** LLVM: `#4 0x0000557f lld::f(int) (/usr/bin/lld+0x43db28)`. Zig: `a.zig:7:8: 0x1234 in f (zig)`. V8: `at f (a.js:7:8)`. */
function frameIn(line: string): string | undefined {
  const llvm = /^\s*#\d+ 0x[0-9a-f]+ (.*?)\s*(?:\(([^()]*)\+(0x[0-9a-f]+)\)|\S+:\d+:\d+)?$/.exec(line);
  if (llvm !== null) return nameOf(llvm[1]!) || (llvm[2] && `${llvm[2].replace(/^.*\//, '')}+${llvm[3]}`);
  return nameOf(
    /: 0x[0-9a-f]+ in (\S+) \(/.exec(line)?.[1] ?? /^\s*at (?:async )?([\w.#<>$ ]+) \(/.exec(line)?.[1] ?? '',
  );
}

/** Without parameters, qualifiers and what is a compiler's own. */
const nameOf = (frame: string): string | undefined =>
  frame
    .replace(/\(anonymous namespace\)/g, '?')
    .replace(/[(<[].*$/, '')
    .replace(/__anon_\d+|\s.*$/g, '')
    .trim() || undefined;

/** What handles the crash stands above the function that crashed. */
function ownFrames(frames: readonly string[]): readonly string[] {
  const first = frames.findIndex((frame) => !handler.test(frame));
  return first < 0 ? [] : frames.slice(first);
}

const handler =
  /PrintStackTrace|SignalHandler|^libLLVM|^lib(c|pthread)[.-]|^(abort|raise|gsignal|__assert|__pthread_kill)|panic|fatal_error|^assert$/i;
