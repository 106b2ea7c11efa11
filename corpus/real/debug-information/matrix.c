#include "matrix.h"

int unused_but_described(const struct matrix *matrix) { return at(matrix, 0, 0); }

struct matrix unit(void) {
  struct matrix matrix = {};
  for (int i = 0; i < SIZE; i++)
    matrix.cells[i][i] = 1;
  return matrix;
}

void scale(struct matrix *matrix, int factor) {
  for (int row = 0; row < SIZE; row++)
    for (int column = 0; column < SIZE; column++)
      matrix->cells[row][column] = at(matrix, row, column) * factor;
}
