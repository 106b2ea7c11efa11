// Variable argument lists, passed on from one function to another in a second object.
#include "../runtime/runtime.h"
#include <stdarg.h>

long long sum(int count, ...);
int largest(int count, va_list values);

static int largest_of(int count, ...) {
  va_list values;
  va_start(values, count);
  int result = largest(count, values);
  va_end(values);
  return result;
}

int program(void) {
  print("text %s, character %c, percent %%\n", "between", '!');
  print("%d %d %u %x\n", 0, -2147483647 - 1, 4294967295u, 0xc0ffeeu);
  print("%D %U\n", -9000000000000000000ll, 18446744073709551615ull);
  print("sum %D\n", sum(4, 1ll, -20ll, 300ll, 4000000000ll));
  print("largest %d\n", largest_of(5, 3, 41, -7, 40, 9));
  print("%s%s%s%s%s%s%s%s%s\n", "a line that is longer than the buffer: ", "0123456789012345678901234567890123456789",
        "0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789",
        "0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789", " end");
  return 0;
}
