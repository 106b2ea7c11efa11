#include "data.h"

const struct node ring[3] = {
    {10, &ring[1], rate_low},
    {20, &ring[2], rate_high},
    {30, &ring[0], rate_low},
};

int grid[4][5] = {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {11, 12, 13, 14, 15}, {16, 17, 18, 19, 20}};
int *const middle_of_grid = &grid[2][1];
int *const end_of_grid = &grid[4][0];

static const char text[] = "a text with a tail";
const char *const tail = text + 14;

static int *pointer = &grid[0][4];
int **const pointer_to_pointer = &pointer;
