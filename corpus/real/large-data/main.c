// Megabytes of static data and of zeros, over two objects, with pointers between them.
#include <stdio.h>

#define WORDS 300000

extern const unsigned table[WORDS];
extern const unsigned *const landmarks[4];
unsigned char zeros[3000000];
static unsigned histogram[65536];

int main(void) {
  unsigned checksum = 0;
  for (int i = 0; i < WORDS; i++) {
    checksum = checksum * 31 + table[i];
    histogram[table[i] & 65535]++;
  }
  printf("checksum %08x\n", checksum);
  for (int i = 0; i < 4; i++)
    printf("landmark %d: %u\n", (int)(landmarks[i] - table), *landmarks[i]);
  unsigned dirty = 0, most = 0;
  for (unsigned i = 0; i < sizeof zeros; i++)
    dirty += zeros[i];
  for (int i = 0; i < 65536; i++)
    if (histogram[i] > histogram[most])
      most = i;
  printf("dirty %u, most frequent low half %u\n", dirty, most);
  return 0;
}
