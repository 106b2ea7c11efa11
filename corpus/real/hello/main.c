// The program that every toolchain is tried with first.
#include <stdio.h>

int main(void) {
  printf("hello, %s\n", "world");
  return 0;
}
