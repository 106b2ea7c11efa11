// The entry point: static constructors, the program, destructors, exit.
#include "runtime.h"

__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"), noreturn)) void host_exit(int code);

// Made by the linker.
void __wasm_call_ctors(void);

// Only a program with destructors pulls the member that defines this.
__attribute__((weak)) void run_destructors(void);

__attribute__((export_name("_start"))) void _start(void) {
  __wasm_call_ctors();
  int code = program();
  if (run_destructors)
    run_destructors();
  host_exit(code);
}
