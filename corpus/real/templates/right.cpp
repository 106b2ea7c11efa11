#include "stack.h"

int right() {
  Stack<int, 8> stack;
  Stack<char, 4> other;
  for (char c = 'a'; c < 'z'; c++)
    other.push(c);
  stack.push(other.pop());
  shared_counter() += 1;
  shared_variable += 1;
  return stack.pop() + numbered();
}

const void *where_right() { return &shared_counter(); }
