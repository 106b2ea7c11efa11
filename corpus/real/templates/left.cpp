#include "stack.h"

int left() {
  Stack<int, 8> stack;
  for (int i = 1; i <= 5; i++)
    stack.push(i * i);
  shared_counter() += 1;
  shared_variable *= 5;
  return stack.pop() + stack.pop() + numbered();
}
