// No program needs this member: its constructor would print, so a linker that loads it shows.
#include "runtime.h"

int unwanted_member = 1;

__attribute__((constructor)) static void complain(void) { print("an archive member that nobody asked for was linked\n"); }
