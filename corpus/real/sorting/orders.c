#include <string.h>

int by_text(const void *left, const void *right) { return strcmp(*(const char *const *)left, *(const char *const *)right); }

int by_length(const void *left, const void *right) {
  int difference = (int)strlen(*(const char *const *)left) - (int)strlen(*(const char *const *)right);
  return difference ? difference : by_text(left, right);
}
