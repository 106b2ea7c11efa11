// Formatted output on standard output, written straight through the WASI call.
#include "runtime.h"
#include <stdarg.h>

struct slice {
  const char *start;
  unsigned length;
};

__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_write"))) int host_write(int file, const struct slice *slices, unsigned count, unsigned *written);

struct line {
  char text[256];
  unsigned length;
};

static void flush(struct line *line) {
  struct slice slice = {line->text, line->length};
  unsigned written = 0;
  host_write(1, &slice, 1, &written);
  line->length = 0;
}

static void put(struct line *line, char character) {
  if (line->length == sizeof line->text)
    flush(line);
  line->text[line->length++] = character;
}

static void put_text(struct line *line, const char *text) {
  while (*text)
    put(line, *text++);
}

static void put_number(struct line *line, unsigned long long number, unsigned base) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number);
  while (count)
    put(line, digits[--count]);
}

static void put_signed(struct line *line, long long number) {
  if (number < 0)
    put(line, '-');
  put_number(line, number < 0 ? -(unsigned long long)number : (unsigned long long)number, 10);
}

void print(const char *format, ...) {
  struct line line;
  line.length = 0;
  va_list arguments;
  va_start(arguments, format);
  for (; *format; format++) {
    if (*format != '%') {
      put(&line, *format);
      continue;
    }
    switch (*++format) {
    case 'd': put_signed(&line, va_arg(arguments, int)); break;
    case 'D': put_signed(&line, va_arg(arguments, long long)); break;
    case 'u': put_number(&line, va_arg(arguments, unsigned), 10); break;
    case 'U': put_number(&line, va_arg(arguments, unsigned long long), 10); break;
    case 'x': put_number(&line, va_arg(arguments, unsigned), 16); break;
    case 'c': put(&line, (char)va_arg(arguments, int)); break;
    case 's': put_text(&line, va_arg(arguments, const char *)); break;
    default: put(&line, *format); break;
    }
  }
  va_end(arguments);
  flush(&line);
}
