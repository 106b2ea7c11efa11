// Two objects disagree about a function's type: the call that is made agrees, the one that would not is never made.
#include "../runtime/runtime.h"

int agreed(int number);
int disputed(void);
void result_dropped(int number);

static volatile int never;

int program(void) {
  print("agreed %d\n", agreed(20));
  if (never)
    print("disputed %d\n", disputed());
  if (never)
    result_dropped(1);
  return 0;
}
