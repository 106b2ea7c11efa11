// An archive gives only the members that are needed, and those that they need; the first archive with a symbol wins.
#include "../runtime/runtime.h"

int even(unsigned number);
int odd(unsigned number);
const char *provider(void);
extern int loaded_members;

int program(void) {
  print("7 is odd: %d, 10 is even: %d\n", odd(7), even(10));
  print("provided by %s\n", provider());
  print("%d members ran a constructor\n", loaded_members);
  return 0;
}
