#include "journal.h"

__attribute__((constructor)) static void plain(void) { note("early without a priority"); }
__attribute__((constructor(101))) static void first(void) { note("early 101"); }
__attribute__((constructor(150))) static void middle(void) { note("early 150"); }
__attribute__((constructor(65535))) static void last(void) { note("early 65535"); }
