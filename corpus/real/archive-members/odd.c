extern int loaded_members;
int even(unsigned number);

int odd(unsigned number) { return number == 0 ? 0 : even(number - 1); }

__attribute__((constructor)) static void loaded(void) { loaded_members++; }
