#define SIZE 4

struct matrix {
  int cells[SIZE][SIZE];
};

struct matrix unit(void);
void scale(struct matrix *matrix, int factor);

static inline int at(const struct matrix *matrix, int row, int column) { return matrix->cells[row][column]; }
