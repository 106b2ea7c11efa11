import { describe, expect, test } from 'vitest';
import { type Diagnostic, DiagnosticSink, diagnosticCodes, type SinkSettings } from './diagnostics.ts';

/** What a sink has after errors `e`, warnings `w`, fatal errors `f` and notes `n` were given to it in this order. */
function heard(given: string, settings: SinkSettings): string {
  const sink = new DiagnosticSink(settings);
  for (const kind of given) {
    if (kind === 'e') sink.error('undefined-symbol', 'e');
    if (kind === 'w') sink.warn('signature-mismatch', 'w');
    if (kind === 'f') sink.fatal('malformed-object', 'f');
    if (kind === 'n') sink.note(() => 'n');
  }
  const letters = sink.diagnostics.map(({ code, severity, message }) =>
    code === 'too-many-errors' ? '!' : severity === 'error' ? message.toUpperCase() : message,
  );
  return `${letters.join('')} ${sink.errorCount}${sink.closed ? ' closed' : ''}`;
}

const earlier: readonly Diagnostic[] = [
  { code: 'unknown-argument', severity: 'error', message: 'a' },
  { code: 'unknown-z-option', severity: 'warning', message: 'b' },
];

const rows: readonly [given: string, settings: SinkSettings, expected: string][] = [
  ['', {}, ' 0'],
  ['wew', {}, 'wEw 1'],
  ['wew', { fatalWarnings: true }, 'WEW 3'],
  ['nen', {}, 'E 1'],
  ['nen', { verbose: true }, 'nEn 1'],
  ['efew', {}, 'EF 2 closed'],
  ['eeewe', { errorLimit: 2 }, 'EE! 3 closed'],
  ['ewewe', { errorLimit: 3 }, 'EwEwE 3'],
  ['www', { errorLimit: 2, fatalWarnings: true }, 'WW! 3 closed'],
  ['e'.repeat(30), {}, `${'E'.repeat(20)}! 21 closed`],
  ['e'.repeat(30), { errorLimit: 0 }, `${'E'.repeat(30)} 30`],
  ['e', { earlierDiagnostics: earlier }, 'AbE 2'],
  ['ee', { earlierDiagnostics: [{ ...earlier[0]!, fatal: true }] }, 'A 1 closed'],
];

describe('DiagnosticSink', () => {
  test.each(rows)('given %j with %j', (given, settings, expected) => {
    expect(heard(given, settings)).toBe(expected);
  });

  test('past a limit that came late it counts in silence', () => {
    const sink = new DiagnosticSink({ earlierDiagnostics: [earlier[0]!, earlier[0]!] });
    sink.configure({ errorLimit: 1 });
    sink.error('undefined-symbol', 'e');
    expect([sink.diagnostics.length, sink.errorCount, sink.closed]).toEqual([2, 3, false]);
  });

  test('keeps the place of a diagnostic', () => {
    const sink = new DiagnosticSink();
    sink.error('undefined-symbol', 'a.o: undefined symbol: f', { object: 'a.o', offset: 12, symbol: 'f' });
    expect(sink.diagnostics).toEqual([
      {
        code: 'undefined-symbol',
        severity: 'error',
        message: 'a.o: undefined symbol: f',
        object: 'a.o',
        offset: 12,
        symbol: 'f',
      },
    ]);
  });

  test('prints in order until it closes', () => {
    const sink = new DiagnosticSink();
    sink.print('one');
    sink.print('two');
    sink.fatal('malformed-object', 'f');
    sink.print('three');
    expect(sink.printed).toEqual(['one', 'two']);
  });

  test('codes are kebab-case and each has a sentence', () => {
    for (const [code, sentence] of Object.entries(diagnosticCodes)) {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(sentence).toMatch(/^\S.*[^.]$/);
    }
  });
});
