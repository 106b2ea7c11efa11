const char *provider(void) { return "the first archive"; }
