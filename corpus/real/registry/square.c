#include "entry.h"

static int square(int number) { return number * number; }
static int cube(int number) { return number * square(number); }
REGISTER(square);
REGISTER(cube);
