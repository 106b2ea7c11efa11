// Nobody needs this member; its reference to an undefined function must not matter.
extern int loaded_members;
int nowhere_defined(int);

int unused(int number) { return nowhere_defined(number); }

__attribute__((constructor)) static void loaded(void) { loaded_members += 100; }
