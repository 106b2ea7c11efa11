// One-time initialisation of static locals, and the end of a call to a pure virtual function. One thread only.
int __cxa_guard_acquire(char *guard) { return *guard == 0; }
void __cxa_guard_release(char *guard) { *guard = 1; }
_Noreturn void __cxa_pure_virtual(void) { __builtin_trap(); }
