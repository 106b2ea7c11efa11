// Tables, zero-initialised arrays and alignment: what is in memory is what was written down.
#include "../runtime/runtime.h"
#include "tables.h"

static _Alignas(256) int own = 5;

static int is_aligned(const void *address, unsigned to) { return (unsigned)address % to == 0; }

int program(void) {
  unsigned total = 0;
  for (int i = 0; i < 512; i++)
    total += squares[i];
  print("sum of squares: %u\n", total);
  for (int i = 0; i < 4; i++)
    print("%u %u %d %s\n", records[i].key, records[i].weight, (int)(records[i].value / 0.25 > 2e9 ? 2000000000 : records[i].value / 0.25), records[i].label);
  int dirty = 0;
  for (unsigned i = 0; i < sizeof zeroed; i++)
    dirty |= zeroed[i];
  zeroed[sizeof zeroed - 1] = single_byte;
  print("zeroed: %d, last byte now %d\n", dirty, zeroed[sizeof zeroed - 1]);
  print("word %x %x\n", (unsigned)(aligned_word >> 32), (unsigned)aligned_word);
  print("aligned: %d %d %d %d\n", is_aligned(aligned_page, 4096), is_aligned(&own, 256), is_aligned(&aligned_word, 8), is_aligned(records, 8));
  return aligned_page[2] + own == 8 ? 0 : 1;
}
