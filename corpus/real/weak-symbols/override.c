const char *replaced(void) { return "override"; }
const int replaced_number = 22;
