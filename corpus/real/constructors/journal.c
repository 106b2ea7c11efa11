#include "journal.h"
#include "../runtime/runtime.h"

static const char *entries[16];
static int count;

void note(const char *what) { entries[count++] = what; }

void read_journal(void) {
  for (int i = 0; i < count; i++)
    print("%d %s\n", i + 1, entries[i]);
}
