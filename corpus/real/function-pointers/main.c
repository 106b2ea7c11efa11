// Functions called through pointers: from a table in another object, from code, and compared across objects.
#include "../runtime/runtime.h"
#include "operations.h"

static int fold(operation *apply, const int *values, int count) {
  int result = values[0];
  for (int i = 1; i < count; i++)
    result = apply(result, values[i]);
  return result;
}

static operation *const local_table[] = {multiply, add};

int program(void) {
  const int values[] = {97, 5, 3};
  for (int i = 0; i < operation_count; i++)
    print("%s: %d\n", operations[i].name, fold(operations[i].apply, values, 3));
  print("one address each function: %d %d\n", choose(0) == add, choose(2) == local_table[0]);
  print("different functions differ: %d\n", choose(0) != choose(1));
  print("no function is at null: %d\n", choose(3) != 0);
  return fold(local_table[1], values, 3) == 105 ? 0 : 1;
}
