// Needs `odd`, which needs `even`: two members that pull each other.
extern int loaded_members;
int odd(unsigned number);

int even(unsigned number) { return number == 0 ? 1 : odd(number - 1); }

__attribute__((constructor)) static void loaded(void) { loaded_members++; }
