static int answer(void) { return 2; }
static const int table[2] = {2, 20};

int ask_left(void) {
  int (*volatile own)(void) = answer;
  return own();
}

const int *left_table(void) { return table; }

__attribute__((visibility("hidden"))) int shared_hidden(void) { return 5; }
