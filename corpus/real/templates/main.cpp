// COMDAT: templates, inline functions and inline variables that several objects define.
#include "../runtime/runtime.h"
#include "stack.h"

int left();
int right();
const void *where_right();

extern "C" int program() {
  int from_left = left(), from_right = right();
  print("left %d, right %d\n", from_left, from_right);
  print("counter %d, variable %d\n", shared_counter(), shared_variable);
  print("stacks of int %d, of char %d\n", Stack<int, 8>::created, Stack<char, 4>::created);
  print("one counter: %d, %s\n", where_right() == &shared_counter(), shared_text);
  return 0;
}
