// Aliases: other names for one function or one variable, weak ones that are overridden among them.
#include "../runtime/runtime.h"

int original(int), alias(int), weak_alias(int), overridden_alias(int), visible_alias(void);
extern int storage[4], storage_alias[4], weak_storage[4];

static int (*volatile names[])(int) = {original, alias, weak_alias, overridden_alias};
static int *volatile places[] = {storage, storage_alias, weak_storage};

int program(void) {
  for (int i = 0; i < 4; i++)
    print("%d ", names[i](i + 1));
  print("%d\n", visible_alias());
  print("the same function: %d %d, another: %d\n", names[0] == names[1], names[1] == names[2], names[2] != names[3]);
  storage_alias[1] = 20;
  weak_storage[2] = 30;
  print("storage %d %d %d %d\n", storage[0], storage[1], storage[2], storage[3]);
  return places[0] == places[1] && places[1] == places[2] ? 0 : 1;
}
