struct node {
  int value;
  const struct node *next;
  int (*rate)(int);
};

extern const struct node ring[3];
extern int grid[4][5];
extern int *const middle_of_grid;
extern int *const end_of_grid;
extern const char *const tail;
extern const unsigned char packed[];
extern int **const pointer_to_pointer;

int rate_low(int value);
int rate_high(int value);
