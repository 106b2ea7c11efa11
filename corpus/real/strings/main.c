// String literals that objects have in common, that end alike, or that differ in the last character.
#include "../runtime/runtime.h"

const char *const *first_words(void);
const char *const *second_words(void);
const __WCHAR_TYPE__ *wide_first(void);
const __WCHAR_TYPE__ *wide_second(void);

static int same_text(const char *left, const char *right) {
  while (*left && *left == *right) {
    left++;
    right++;
  }
  return *left == *right;
}

int program(void) {
  const char *const *first = first_words();
  const char *const *second = second_words();
  for (int i = 0; i < 6; i++)
    print("%s | %s | %d\n", first[i], second[i], same_text(first[i], second[i]));
  int wide = 0;
  while (wide_first()[wide] && wide_first()[wide] == wide_second()[wide])
    wide++;
  print("wide texts agree in %d characters\n", wide);
  print("the tail of a literal: %s\n", &"a common literal"[2]);
  return 0;
}
