import { expect, test } from 'vitest';
import { causeOf, crashPlace } from './failure-cause.ts';

const rows: readonly [what: string, messages: readonly string[], place: string | undefined][] = [
  [
    'LLVM names functions, with the handlers above them',
    [
      'Stack dump:',
      '0.\tProgram arguments: wasm-ld a.o',
      ' #0 0x00007f301feb73c6 llvm::sys::PrintStackTrace(llvm::raw_ostream&, int) (/usr/lib/libLLVM.so.19.1+0xeb73c6)',
      ' #1 0x00007f301feb7a8b (/usr/lib/libLLVM.so.19.1+0xeb7a8b)',
      ' #2 0x00007f301ea5a050 (/lib/x86_64-linux-gnu/libc.so.6+0x3c050)',
      ' #3 0x0000557f5b4a5b28 lld::wasm::SectionSymbol::getOutputSectionSymbol() const (/usr/bin/lld+0x43db28)',
      ' #4 0x0000557f5b492284 lld::wasm::ObjFile::calcNewIndex(llvm::wasm::WasmRelocation const&) const (/usr/bin/lld+0x42a284)',
      ' #5 0x00007f301ea4524a (/lib/x86_64-linux-gnu/libc.so.6+0x2724a)',
    ],
    'lld::wasm::SectionSymbol::getOutputSectionSymbol < lld::wasm::ObjFile::calcNewIndex',
  ],
  [
    'LLVM has only an offset in its program',
    [' #0 0x0000557f5b4b35ea (/usr/bin/lld+0x44b5ea)', ' #1 0x0000557f5b4b0000 main (/usr/bin/lld+0x44b000)'],
    'lld+0x44b5ea < main',
  ],
  [
    'Zig panics',
    [
      'thread 4132 panic: index out of bounds: index 7, len 3',
      '/src/link/Wasm.zig:120:5: 0x1234 in parseAtom (zig)',
      '/src/link/Wasm.zig:80:9: 0x5678 in flush__anon_99 (zig)',
      '/src/main.zig:8:9: 0x9abc in main (zig)',
    ],
    'index-out-of-bounds-index-len < parseAtom < flush',
  ],
  [
    'JavaScript',
    ['Error: no', '    at assert (/a/assert.js:7:8)', '    at Writer.write (/a/b.js:7:8)', '    at link (/a/c.js:1:2)'],
    'Writer.write < link',
  ],
  ['nothing is said', ['Segmentation fault'], undefined],
];

test.each(rows)('crashPlace where %s', (_, messages, place) => {
  expect(crashPlace(messages)).toBe(place);
});

test('a place does not depend on addresses or paths', () => {
  const at = (address: string, folder: string) =>
    crashPlace([` #0 0x${address} lld::wasm::f() (${folder}/lld+0x10)`, ` #1 0x${address} (${folder}/lld+0x20)`]);
  expect(at('00007f00', '/usr/bin')).toBe(at('00005511', '/opt/llvm'));
});

test('a refusal is told by its reason, a link by nothing', () => {
  expect(causeOf({ kind: 'rejected', messages: ['wasm-ld: error: duplicate symbol: f'] })).toBe(
    'refused: duplicate-symbol',
  );
  expect(causeOf({ kind: 'linked', bytes: new Uint8Array(), messages: [] })).toBeUndefined();
});
