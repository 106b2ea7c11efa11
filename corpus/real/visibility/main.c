// Equal names that mean different things: static functions, static data and hidden symbols of several objects.
#include "../runtime/runtime.h"

int ask_left(void), ask_right(void);
const int *left_table(void), *right_table(void);
int shared_hidden(void);

static int answer(void) { return 1; }
static const int table[2] = {1, 10};

int program(void) {
  int (*volatile own)(void) = answer;
  print("answers %d %d %d\n", own(), ask_left(), ask_right());
  print("tables %d %d %d\n", table[1], left_table()[1], right_table()[1]);
  print("hidden %d\n", shared_hidden());
  return left_table() == right_table();
}
