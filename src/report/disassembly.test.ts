/** Rows of function bodies and their instructions. */
import { describe, expect, it } from 'vitest';
import { disassemble } from './disassembly.ts';

const text = (...bytes: number[]): string[] =>
  disassemble(Uint8Array.from(bytes)).map(
    ({ offset, sizeBytes, text: words, depth }) => `${offset}+${sizeBytes} ${' '.repeat(depth)}${words}`,
  );

describe('disassemble', () => {
  it.each<[string, number[], string[]]>([
    ['nothing', [0, 0x0b], ['0+1 (no locals)', '1+1 end']],
    ['locals', [1, 2, 0x7f, 0x0b], ['0+3 local 2 × i32', '3+1 end']],
    [
      'padded relocation sites',
      [0, 0x41, 0x80, 0x88, 0x80, 0x80, 0, 0x28, 2, 4, 0x10, 0x83, 0x80, 0x80, 0x80, 0, 0x0b],
      ['0+1 (no locals)', '1+6 i32.const 1024', '7+3 i32.load offset=4 align=4', '10+6 call 3', '16+1 end'],
    ],
    [
      'blocks',
      [0, 0x02, 0x40, 0x0c, 0, 0x0b, 0x04, 0x7f, 0x01, 0x0b, 0x0b],
      ['0+1 (no locals)', '1+2 block', '3+2  br 0', '5+1 end', '6+2 if i32', '8+1  nop', '9+1 end', '10+1 end'],
    ],
    [
      'a relocated table',
      [0, 0x11, 0x82, 0x80, 0x80, 0x80, 0, 0x81, 0x80, 0x80, 0x80, 0, 0x0b],
      ['0+1 (no locals)', '1+11 call_indirect 2 1', '12+1 end'],
    ],
    ['64 bits', [0, 0x42, 0x7f, 0x0b], ['0+1 (no locals)', '1+2 i64.const -1', '3+1 end']],
    ['bulk memory', [0, 0xfc, 0x08, 1, 0, 0x0b], ['0+1 (no locals)', '1+4 memory.init 1', '5+1 end']],
    ['what nobody knows', [0, 0x01, 0xff, 0x0b], ['0+1 (no locals)', '1+1 nop', '2+2 …']],
  ])('reads %s', (_, bytes, lines) => {
    expect(text(...bytes)).toEqual(lines);
  });
});
