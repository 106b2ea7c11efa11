/**
 * Diagnostics as wasm-ld prints them on standard error: `program: error: message`, and an empty line after a message of
 * several lines when another follows.
 */
import type { Diagnostic } from '../diagnostics.ts';

/** How diagnostics are printed. */
export interface DiagnosticStyle {
  /** Stands before each message. */
  readonly program: string;
  readonly colors?: boolean;
  /** Control characters in names are written as escapes: a terminal would obey them. */
  readonly escapesControls?: boolean;
}

/** Lines as wasm-ld writes them on standard error; empty when there is nothing to say. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], style: DiagnosticStyle): string {
  let text = '';
  let separator = '';
  for (const diagnostic of diagnostics) {
    text += `${separator}${style.program}: ${kindText(diagnostic.severity, style.colors ?? false)}${style.escapesControls ? withoutControls(diagnostic.message) : diagnostic.message}\n`;
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

/** Line ends are the message's own. */
const withoutControls = (text: string): string =>
  text.replace(/\p{Cc}/gu, (control) =>
    control === '\n' ? control : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
