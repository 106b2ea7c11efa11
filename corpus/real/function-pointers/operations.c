#include "operations.h"

int add(int left, int right) { return left + right; }
int subtract(int left, int right) { return left - right; }
int multiply(int left, int right) { return left * right; }
