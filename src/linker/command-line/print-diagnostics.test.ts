import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../diagnostics.ts';
import { printDiagnostics } from './print-diagnostics.ts';

function one(severity: Diagnostic['severity'], message: string): Diagnostic {
  return { code: 'undefined-symbol', severity, message };
}

describe('printDiagnostics prints as wasm-ld does', () => {
  const several = [
    one('warning', 'a\n>>> b'),
    one('error', 'c\n>>> d'),
    one('note', 'n'),
    one('error', 'e'),
    one('error', 'f'),
  ];

  test('an empty line follows a message of several lines when another comes', () => {
    expect(printDiagnostics(several, { program: 'ld' })).toBe(
      'ld: warning: a\n>>> b\n\nld: error: c\n>>> d\n\nld: n\n\nld: error: e\nld: error: f\n',
    );
  });

  test('colours the kind', () => {
    expect(printDiagnostics([one('error', 'x'), one('warning', 'y')], { program: 'ld', colors: true })).toBe(
      'ld: \u001b[0;31merror: \u001b[0mx\nld: \u001b[0;35mwarning: \u001b[0my\n',
    );
  });

  test('writes out what a terminal would obey, and nothing else', () => {
    const evil = one('error', 'undefined symbol: \u001b[2J\u009b1m\u0007é\n>>> b');
    expect(printDiagnostics([evil], { program: 'ld', escapesControls: true })).toBe(
      'ld: error: undefined symbol: \\u001b[2J\\u009b1m\\u0007é\n>>> b\n',
    );
    expect(printDiagnostics([evil], { program: 'ld' })).toContain('\u001b[2J');
  });
});
