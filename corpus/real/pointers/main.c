// Addresses in data: with addends, to the middle and to the end of objects, to functions, and unaligned.
#include "../runtime/runtime.h"
#include "data.h"

const struct node *through_packed(int *rated);

int program(void) {
  const struct node *node = ring;
  for (int i = 0; i < 4; i++, node = node->next)
    print("%d rated %d\n", node->value, node->rate(node->value));
  print("middle %d, before it %d, last %d\n", *middle_of_grid, middle_of_grid[-7], end_of_grid[-1]);
  print("%s\n", tail);
  **pointer_to_pointer = 55;
  print("grid[0][4] = %d\n", grid[0][4]);
  int rated = 0;
  const struct node *last = through_packed(&rated);
  print("packed: %d, rated %d\n", last->value, rated);
  // An address with a large offset, as code.
  print("distance %d\n", (int)((char *)&grid[3][4] - (char *)&grid[0][0]));
  return last == &ring[0] ? 0 : 1;
}
