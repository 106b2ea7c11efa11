// One function and one variable, each with several names.
int original(int number) { return number * 3; }
int alias(int number) __attribute__((alias("original")));
int weak_alias(int number) __attribute__((weak, alias("original")));
__attribute__((weak, alias("original"))) int overridden_alias(int number);

int storage[4] = {1, 2, 3, 4};
extern int storage_alias[4] __attribute__((alias("storage")));
extern int weak_storage[4] __attribute__((weak, alias("storage")));

static int hidden_original(void) { return 99; }
int visible_alias(void) __attribute__((alias("hidden_original")));
