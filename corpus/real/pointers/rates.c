#include "data.h"

int rate_low(int value) { return value + 1; }
int rate_high(int value) { return value * 100; }

// Pointers at addresses that are not a multiple of four.
struct __attribute__((packed)) packed_pointers {
  unsigned char before;
  const void *target;
  unsigned char after;
  int (*function)(int);
};

static const struct packed_pointers layout = {0xaa, &ring[2].next, 0xbb, rate_high};

const struct node *through_packed(int *rated) {
  const volatile struct packed_pointers *view = &layout;
  *rated = view->function(view->after);
  return *(const struct node *const *)view->target;
}
