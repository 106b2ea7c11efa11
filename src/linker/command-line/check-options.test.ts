import { describe, expect, test } from 'vitest';
import { type Diagnostic, DiagnosticSink } from '../diagnostics.ts';
import { completeOptions, type FileAccess, type LinkOptions } from '../options.ts';
import { checkOptions, checkWhyExtractPath } from './check-options.ts';

const files: FileAccess = {
  read: () => 'No such file or directory',
  exists: () => false,
  checkWritable: (path) => (path.startsWith('nowhere/') ? 'No such file or directory' : undefined),
};

const badValue: Diagnostic = { code: 'unknown-value', severity: 'error', message: 'bad value' };
const later: Diagnostic = { code: 'cannot-open-file', severity: 'error', message: 'later' };

function complaints(given: Partial<LinkOptions>, check = checkOptions): string[] {
  const sink = new DiagnosticSink();
  check(completeOptions({ files, ...given }), sink);
  return sink.diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
}

const rows: readonly [given: Partial<LinkOptions>, expected: readonly string[]][] = [
  [{}, []],
  [{ outputFile: '' }, ['error: no output file specified']],
  [{ outputFile: '-', mapFile: '-' }, []],
  [{ compressRelocations: true, stripDebug: true }, []],
  [
    { compressRelocations: true },
    [
      'error: --compress-relocations is incompatible with output debug information. Please pass --strip-debug or --strip-all',
    ],
  ],
  [{ shared: true, pie: true, experimentalPic: true }, ['error: -shared and -pie may not be used together']],
  [{ relocatable: true, shared: true, experimentalPic: true }, ['error: -r and -shared may not be used together']],
  [
    { outputFile: '', importTable: true, exportTable: true },
    ['error: no output file specified', 'error: --import-table and --export-table may not be used together'],
  ],
  [{ relocatable: true }, []],
  [{ relocatable: true, entry: 'main' }, ['error: entry point specified for relocatable output file']],
  [{ relocatable: true, gcSections: true }, ['error: -r and --gc-sections may not be used together']],
  [
    { relocatable: true, compressRelocations: true, stripAll: true },
    ['error: -r -and --compress-relocations may not be used together'],
  ],
  [{ relocatable: true, undefinedSymbols: ['a'] }, ['error: -r -and --undefined may not be used together']],
  [
    { relocatable: true, pie: true, experimentalPic: true, tableBase: 0 },
    ['error: -r and -pie may not be used together'],
  ],
  [{ relocatable: true, sharedMemory: true }, ['error: -r and --shared-memory may not be used together']],
  [{ relocatable: true, globalBase: 8 }, ['error: -r and --global-base may not by used together']],
  [{ shared: true }, ['warning: creating shared libraries, with -shared, is not yet stable']],
  [{ pie: true }, ['warning: creating PIEs, with -pie, is not yet stable']],
  [
    { unresolvedSymbols: 'import-dynamic' },
    ['warning: dynamic imports are not yet stable (--unresolved-symbols=import-dynamic)'],
  ],
  [{ bsymbolic: true }, ['warning: -Bsymbolic is only meaningful when combined with -shared']],
  [{ bsymbolic: true, shared: true, experimentalPic: true }, []],
  [{ pie: true, experimentalPic: true, globalBase: 2048 }, ['error: --global-base may not be used with -shared/-pie']],
  [{ shared: true, experimentalPic: true, tableBase: 4 }, ['error: --table-base may not be used with -shared/-pie']],
  [
    { outputFile: 'nowhere/x', mapFile: 'nowhere/y', laterDiagnostics: [later] },
    [
      'error: later',
      'error: cannot open output file nowhere/x: No such file or directory',
      'error: cannot open map file nowhere/y: No such file or directory',
    ],
  ],
  [{ outputFile: '', laterDiagnostics: [later, badValue] }, ['error: bad value', 'error: no output file specified']],
  [
    { outputFile: 'nowhere/x', exportTable: true, importTable: true },
    ['error: --import-table and --export-table may not be used together'],
  ],
];

describe('checkOptions refuses what does not go together', () => {
  test.each(rows)('%j', (given, expected) => {
    expect(complaints(given)).toEqual(expected);
  });

  test('the path of --why-extract has its own turn', () => {
    const given = { whyExtract: 'nowhere/w' };
    expect(complaints(given)).toEqual([]);
    expect(complaints(given, checkWhyExtractPath)).toEqual([
      'error: cannot open --why-extract= file nowhere/w: No such file or directory',
    ]);
  });
});
