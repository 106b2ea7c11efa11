// Static constructors of C and C++ over several objects, with and without priorities, and destructors in reverse.
#include "../runtime/runtime.h"
#include "journal.h"

__attribute__((constructor(102))) static void second(void) { note("main 102"); }
__attribute__((destructor)) static void farewell(void) { print("destructor of main\n"); }

int program(void) {
  read_journal();
  return 7;
}
