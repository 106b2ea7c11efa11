#include "operations.h"

static int remainder_of(int left, int right) { return left % right; }

const struct named_operation operations[] = {
    {"add", add},
    {"subtract", subtract},
    {"multiply", multiply},
    {"remainder", remainder_of},
};

const int operation_count = sizeof operations / sizeof operations[0];

operation *choose(int index) { return operations[index % operation_count].apply; }
