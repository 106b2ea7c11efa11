// Entries that register themselves in a section, read between the symbols that the linker makes for its two ends.
#include "../runtime/runtime.h"
#include "entry.h"

extern const struct entry __start_entries[];
extern const struct entry __stop_entries[];

int program(void) {
  for (const struct entry *entry = __start_entries; entry < __stop_entries; entry++)
    print("%s: %d\n", entry->name, entry->run(6));
  return (int)(__stop_entries - __start_entries);
}
