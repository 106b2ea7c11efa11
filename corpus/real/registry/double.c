#include "entry.h"

static int twice(int number) { return number * 2; }
REGISTER(twice);
