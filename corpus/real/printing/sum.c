#include <stdarg.h>

long long sum(int count, ...) {
  va_list values;
  va_start(values, count);
  long long total = 0;
  while (count--)
    total += va_arg(values, long long);
  va_end(values);
  return total;
}

int largest(int count, va_list values) {
  int result = va_arg(values, int);
  while (--count) {
    int value = va_arg(values, int);
    if (value > result)
      result = value;
  }
  return result;
}
