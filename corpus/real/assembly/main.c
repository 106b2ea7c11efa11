// Assembly beside C: a mutable global, a table of its own, a custom section, and a call through the second table.
#include "../runtime/runtime.h"

int next_number(void);
int call_slot(int slot, int argument);
int table_length(void);

int program(void) {
  int first = next_number(), second = next_number(), third = next_number();
  print("numbers %d %d %d\n", first, second, third);
  print("table of %d: %d %d\n", table_length(), call_slot(0, 5), call_slot(1, 5));
  return 0;
}
