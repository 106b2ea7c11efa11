// What clang calls without being asked to.
typedef __SIZE_TYPE__ size_t;

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  char *out = to;
  const char *in = from;
  while (count--)
    *out++ = *in++;
  return to;
}

void *memset(void *to, int value, size_t count) {
  char *out = to;
  while (count--)
    *out++ = (char)value;
  return to;
}

size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length])
    length++;
  return length;
}
