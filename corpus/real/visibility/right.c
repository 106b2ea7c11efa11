__attribute__((visibility("hidden"))) int shared_hidden(void);

static int answer(void) { return 3 * shared_hidden(); }
static const int table[2] = {3, 30};

int ask_right(void) {
  int (*volatile own)(void) = answer;
  return own();
}

const int *right_table(void) { return table; }
