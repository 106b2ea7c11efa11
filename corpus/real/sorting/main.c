// The library calls back: `qsort` and `bsearch` with comparisons from another object, and functions run at exit.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int by_length(const void *left, const void *right);
int by_text(const void *left, const void *right);

static void farewell(void) { puts("last of all"); }
static void before_that(void) { puts("before that"); }

int main(void) {
  atexit(farewell);
  atexit(before_that);
  const char *words[] = {"segment", "atom", "relocation", "symbol", "mark", "object"};
  const int count = sizeof words / sizeof words[0];
  int (*const orders[])(const void *, const void *) = {by_length, by_text};
  for (int i = 0; i < 2; i++) {
    qsort(words, count, sizeof words[0], orders[i]);
    for (int w = 0; w < count; w++)
      printf("%s%c", words[w], w + 1 == count ? '\n' : ' ');
  }
  const char *key = "relocation";
  const char **found = bsearch(&key, words, count, sizeof words[0], by_text);
  printf("%s is number %d\n", *found, (int)(found - words));
  exit(5);
}
