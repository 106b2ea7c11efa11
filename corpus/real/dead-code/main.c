// Code and data that nobody reaches: it refers to symbols that are defined nowhere, so it must not be linked.
#include "../runtime/runtime.h"

int nowhere_defined(int);
extern int nowhere_stored;

int used(int number);

int unreached(int number) { return nowhere_defined(number) + nowhere_stored; }

int (*const unreached_pointer)(int) = nowhere_defined;
int *const unreached_address = &nowhere_stored;

static int reached_by_pointer(int number) { return number - 1; }
int (*const reached_pointer)(int) = reached_by_pointer;

int program(void) {
  print("used %d\n", used(4));
  print("reached by pointer %d\n", reached_pointer(4));
  return 0;
}
