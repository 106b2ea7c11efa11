extern int loaded_members;

const char *provider(void) { return "the second archive"; }

__attribute__((constructor)) static void loaded(void) { loaded_members += 100; }
