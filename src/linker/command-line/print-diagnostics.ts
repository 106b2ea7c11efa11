/**
 * Diagnostics as wasm-ld prints them on standard error: `program: error: message`, and an empty line after a message of
 * several lines when another follows.
 */
import type { Diagnostic } from '../diagnostics.ts';

export interface DiagnosticStyle {
  /** Stands before each message. */
  readonly program: string;
  readonly colors?: boolean;
}

export function printDiagnostics(diagnostics: readonly Diagnostic[], style: DiagnosticStyle): string {
  let text = '';
  let separator = '';
  for (const diagnostic of diagnostics) {
    text += `${separator}${style.program}: ${kindText(diagnostic.severity, style.colors ?? false)}${diagnostic.message}\n`;
    if (diagnostic.severity !== 'note') separator = diagnostic.message.includes('\n') ? '\n' : '';
  }
  return text;
}

function kindText(severity: Diagnostic['severity'], colors: boolean): string {
  if (severity === 'note') return '';
  if (!colors) return `${severity}: `;
  const color = severity === 'error' ? 31 : 35;
  return `\u001b[0;${color}m${severity}: \u001b[0m`;
}
