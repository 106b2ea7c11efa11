__attribute__((weak)) const char *kept(void) { return "default"; }
__attribute__((weak)) const char *replaced(void) { return "default"; }
__attribute__((weak)) const char *twice_weak(void) { return "the second weak one"; }
__attribute__((weak)) const int kept_number = 1;
__attribute__((weak)) const int replaced_number = 2;
