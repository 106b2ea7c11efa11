// The heap above the linker's `__heap_base`: blocks that do not overlap, and a memory that grows.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  unsigned char *blocks[64];
  for (int i = 0; i < 64; i++) {
    blocks[i] = malloc(100 + i * 50);
    memset(blocks[i], i, 100 + i * 50);
  }
  int damaged = 0;
  for (int i = 0; i < 64; i++)
    for (int at = 0; at < 100 + i * 50; at++)
      damaged += blocks[i][at] != i;
  printf("damaged bytes: %d\n", damaged);
  for (int i = 0; i < 64; i += 2)
    free(blocks[i]);
  unsigned *large = calloc(1000000, sizeof *large);
  large[999999] = 77;
  large = realloc(large, 2000000 * sizeof *large);
  printf("grown: %u %u, memory of at least 8 MB: %d\n", large[0], large[999999], __builtin_wasm_memory_size(0) >= 128);
  free(large);
  char *copy = strdup("a copy");
  puts(copy);
  return 0;
}
