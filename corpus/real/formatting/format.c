#include <stdarg.h>
#include <stdio.h>

int format_into(char *buffer, unsigned size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(buffer, size, format, arguments);
  va_end(arguments);
  return length;
}
