// Functions with names of their own for the outside: imports by module and field, exports by attribute.
#include "../runtime/runtime.h"

#define IMPORT(field) __attribute__((import_module("wasi_snapshot_preview1"), import_name(field)))

// Two names in C for one import.
IMPORT("sched_yield") int give_way(void);
IMPORT("sched_yield") int step_aside(void);
IMPORT("args_sizes_get") int count_arguments(unsigned *count, unsigned *size);

__attribute__((export_name("a name with spaces"))) int exported(int number) { return number + 1; }
__attribute__((used, visibility("default"))) int exported_by_use(int number) { return number + 2; }

// The heap and the data as the linker laid them out.
extern unsigned char __heap_base, __data_end, __global_base;

int program(void) {
  unsigned count = 0, size = 0;
  print("calls: %d %d %d\n", give_way(), step_aside(), count_arguments(&count, &size));
  print("no arguments: %u\n", count <= 1);
  print("own exports: %d %d\n", exported(1), exported_by_use(1));
  print("in order: %d %d\n", &__global_base < &__data_end, &__data_end <= &__heap_base);
  print("heap aligned: %d\n", (unsigned)&__heap_base % 16 == 0);
  return 0;
}
