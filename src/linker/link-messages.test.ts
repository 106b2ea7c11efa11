/**
 * Every code that a diagnostic can have, each with the links that bring it about and the words that come with it. The table
 * is keyed by the type of the codes: one without rows does not compile. The rows are in `messages-of-….fixture.ts`.
 */
import { describe, expect, test } from 'vitest';
import { type DiagnosticCode, diagnosticCodes } from './diagnostics.ts';
import { describeLinks } from './link-case.fixture.ts';
import type { Row } from './message-parts.fixture.ts';
import { commandLine, files } from './messages-of-inputs.fixture.ts';
import { features, layout, relocations, report } from './messages-of-output.fixture.ts';
import { symbols } from './messages-of-symbols.fixture.ts';

const table: Readonly<Record<DiagnosticCode, readonly Row[]>> = {
  ...commandLine,
  ...files,
  ...symbols,
  ...relocations,
  ...features,
  ...layout,
  ...report,
};

for (const [code, rows] of Object.entries(table)) describeLinks(code, rows);

describe('the table', () => {
  test('has every code', () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(diagnosticCodes).sort());
  });

  test.each(Object.entries(table))('%s: its rows say it', (code, rows) => {
    const said = rows.map((row) => ('refused' in row ? row.refused : row.warned).map(([one]) => one));
    expect(said.length).toBeGreaterThan(0);
    for (const codes of said) expect(codes).toContain(code);
  });
});
