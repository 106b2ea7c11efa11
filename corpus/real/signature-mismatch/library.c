static int shared(int number) { return number + 1; }

int disputed(int number) { return shared(number); }
int agreed(int number) { return shared(disputed(number)); }
int result_dropped(int number) { return shared(number); }
