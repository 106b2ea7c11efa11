// Recursion within an object and between two, with data on the shadow stack.
#include "../runtime/runtime.h"

int ackermann(int m, int n);
int hanoi(int discs, int from, int to);
int female(int n);
int male(int n);

static int board[8];

static int free_field(int row, int column) {
  for (int above = 0; above < row; above++) {
    int distance = board[above] - column;
    if (distance == 0 || distance == row - above || distance == above - row)
      return 0;
  }
  return 1;
}

static int queens(int row, int size) {
  if (row == size)
    return 1;
  int found = 0;
  for (int column = 0; column < size; column++) {
    if (free_field(row, column)) {
      board[row] = column;
      found += queens(row + 1, size);
    }
  }
  return found;
}

// A frame of 256 bytes each level.
static unsigned deep(unsigned level) {
  volatile unsigned char frame[256];
  frame[level & 255] = (unsigned char)level;
  return level == 0 ? 0 : deep(level - 1) + frame[level & 255];
}

int program(void) {
  print("ackermann(2, 9) = %d\n", ackermann(2, 9));
  print("8 queens: %d\n", queens(0, 8));
  print("hanoi, 10 discs: %d moves\n", hanoi(10, 0, 2));
  for (int i = 0; i < 12; i++)
    print("%d%c", female(i), i == 11 ? '\n' : ' ');
  for (int i = 0; i < 12; i++)
    print("%d%c", male(i), i == 11 ? '\n' : ' ');
  print("deep: %u\n", deep(100));
  return 0;
}
