// Objects with debug information: it is relocated with the code, and what belongs to dropped functions is tombstoned.
#include "../runtime/runtime.h"
#include "matrix.h"

static int trace(const struct matrix *matrix) {
  int sum = 0;
  for (int i = 0; i < SIZE; i++)
    sum += matrix->cells[i][i];
  return sum;
}

int program(void) {
  struct matrix matrix = unit();
  for (int i = 0; i < 3; i++)
    scale(&matrix, i + 2);
  print("trace %d\n", trace(&matrix));
  return 0;
}
