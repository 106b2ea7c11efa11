/**
 * Puts the contents of response files (`@file`) in their place, nested ones too. A name that is no file stays as it is
 * and is then an input that cannot be opened. A file that includes itself, or cannot be read, is told of and stays too.
 * Not here: quoting (`tokenize.ts`).
 */
import type { DiagnosticSink } from '../diagnostics.ts';
import { maximumResponseFileSteps } from '../limits.ts';
import type { FileAccess } from '../options.ts';
import { type QuotingStyle, tokenize } from './tokenize.ts';

export interface ResponseFileReading {
  readonly files: FileAccess;
  readonly style: QuotingStyle;
  readonly sink: DiagnosticSink;
}

export function expandResponseFiles(strings: readonly string[], reading: ResponseFileReading): string[] {
  const expanded: string[] = [];
  const contents: Contents = new Map();
  const stack: Level[] = [{ path: '', strings, at: 0 }];
  const inside = new Set<string>();
  let steps = 0;
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const text = level.strings[level.at++];
    const inner = text?.startsWith('@') ? open(text.slice(1), inside, contents, reading) : undefined;
    if (text === undefined) {
      stack.pop();
      inside.delete(level.path);
    } else if (inner !== undefined) {
      inside.add(text.slice(1));
      stack.push({ path: text.slice(1), strings: inner, at: 0 });
    } else expanded.push(text);
    if (++steps > maximumResponseFileSteps) {
      reading.sink.fatal(
        'response-file',
        `too many arguments in response files: more than ${maximumResponseFileSteps}`,
      );
      return [];
    }
  }
  return expanded;
}

/** One file that is being gone through, the command line itself first. */
interface Level {
  readonly path: string;
  readonly strings: readonly string[];
  at: number;
}

/** What was read and split, so that a file that is named often is read once. */
type Contents = Map<string, readonly string[]>;

function open(
  path: string,
  inside: ReadonlySet<string>,
  contents: Contents,
  reading: ResponseFileReading,
): readonly string[] | undefined {
  if (inside.has(path)) return refuse(reading.sink, `recursive expansion of: '${path}'`);
  const known = contents.get(path);
  if (known !== undefined) return known;
  if (!reading.files.exists(path)) return undefined;
  const bytes = reading.files.read(path);
  if (typeof bytes === 'string') return refuse(reading.sink, `cannot not open file '${path}': ${bytes}`);
  const strings = tokenize(decodeText(bytes), reading.style);
  contents.set(path, strings);
  return strings;
}

function refuse(sink: DiagnosticSink, message: string): undefined {
  sink.report({ code: 'response-file', severity: 'note', message });
}

/** UTF-8, or UTF-16 when it begins with that byte order mark. */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
